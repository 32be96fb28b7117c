/// What the service has with those who deliver codes, and the secrets that they present to it.
public struct DeliveryAccounts: Sendable, Equatable {
    /// Twilio Verify's service.
    public var verify: VerifyService

    /// Twilio's messaging service, `MG` and 32 hexadecimal digits.
    public var messagingServiceSID: String

    /// The subaccount at 8x8.
    public var eightByEight: EightByEightAccount

    /// The resource at Azure.
    public var azure: AzureResource

    /// The secret in the header of Okta's hooks: `HOOK_AUTH_SECRET`.
    public var hookSecret: String

    /// What 8x8's and Azure's reports present: `REPORTS_SECRET`.
    public var reportsSecret: String

    /// Makes accounts.
    public init(
        verify: VerifyService = VerifyService(),
        messagingServiceSID: String = "MG0000000000000000000000005155a703",
        eightByEight: EightByEightAccount = EightByEightAccount(), azure: AzureResource = AzureResource(),
        hookSecret: String = "simulated-hook-secret", reportsSecret: String = "simulated-reports-secret"
    ) {
        self.verify = verify
        self.messagingServiceSID = messagingServiceSID
        self.eightByEight = eightByEight
        self.azure = azure
        self.hookSecret = hookSecret
        self.reportsSecret = reportsSecret
    }
}

/// A service of Twilio Verify.
public struct VerifyService: Sendable, Equatable {
    /// Its SID, `VA` and 32 hexadecimal digits.
    public var sid: String

    /// The name that its messages begin with.
    public var friendlyName: String

    /// Whether Twilio lets it send codes that the customer made.
    public var takesCustomCodes: Bool

    /// Whether a new code replaces that of a verification that is pending.
    ///
    /// Twilio's documentation says that the code stays the same as long as the verification is pending, and says nothing
    /// of custom codes; so unless this is set the old code is sent again.
    public var replacesPendingCodes: Bool

    /// Makes a service.
    public init(
        sid: String = "VA0000000000000000000000005155a702", friendlyName: String = "Simulated",
        takesCustomCodes: Bool = true, replacesPendingCodes: Bool = false
    ) {
        self.sid = sid
        self.friendlyName = friendlyName
        self.takesCustomCodes = takesCustomCodes
        self.replacesPendingCodes = replacesPendingCodes
    }
}

/// A subaccount at 8x8.
public struct EightByEightAccount: Sendable, Equatable {
    /// The key that is sent as bearer.
    public var apiKey: String

    /// The subaccount.
    public var subaccount: String

    /// The sender of texts that the service is told to use.
    public var sender: String

    /// The number that calls; 8x8 admits only numbers that it knows.
    public var voiceNumber: String

    /// Makes a subaccount.
    public init(
        apiKey: String = "simulated-8x8-key", subaccount: String = "simulated_otp", sender: String = "VOICEGATE",
        voiceNumber: String = "+15550109008"
    ) {
        self.apiKey = apiKey
        self.subaccount = subaccount
        self.sender = sender
        self.voiceNumber = voiceNumber
    }
}

/// A resource of Azure Communication Services.
public struct AzureResource: Sendable, Equatable {
    /// The access key, base64.
    public var accessKey: String

    /// The number or short code that it sends from.
    public var sender: String

    /// Whether Event Grid delivers in the schema of CloudEvents 1.0 instead of its own.
    public var usesCloudEvents: Bool

    /// Makes a resource.
    public init(
        accessKey: String = "c2ltdWxhdGVkLWFjY2Vzcy1rZXktMDEyMzQ1Njc4OWFiY2Q=", sender: String = "+15550109009",
        usesCloudEvents: Bool = false
    ) {
        self.accessKey = accessKey
        self.sender = sender
        self.usesCloudEvents = usesCloudEvents
    }
}

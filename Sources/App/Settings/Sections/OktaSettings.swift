/// The Okta organisation and how to speak with it.
public struct OktaSettings: Sendable {
    /// The organisation's base URL, without a slash at its end.
    public let organisationURL: String
    /// How requests prove who asks.
    public let credentials: Credentials
    /// The profile attribute with the number a person calls from.
    public let phoneAttribute: String
    /// The profile attribute with the factor a person prefers.
    public let factorAttribute: String
    /// A ceiling on what one instance asks; nil leaves it to Okta's headers.
    public let requestsPerMinute: Int?

    /// What proves to Okta who asks.
    public enum Credentials: Sendable {
        /// An API token (SSWS).
        case apiToken(Secret<String>)
        /// An OAuth 2.0 service app that signs with a key of its own, PEM or JWK.
        case serviceApp(clientID: String, privateKey: Secret<String>, keyID: String)
    }

    /// Reads the section; nil when it does not hold an organisation with credentials.
    init?(from reader: inout SettingsReader) {
        let url = reader.value(Keys.organisationURL)
        let credentials = Self.credentials(from: &reader)
        phoneAttribute = reader.value(Keys.phoneAttribute)
        factorAttribute = reader.value(Keys.factorAttribute)
        requestsPerMinute = reader.value(Keys.requestsPerMinute)
        guard let url, let credentials else { return nil }
        organisationURL = url
        self.credentials = credentials
    }

    private static func credentials(from reader: inout SettingsReader) -> Credentials? {
        let token = reader.value(Keys.apiToken)
        let clientID = reader.value(Keys.clientID)
        let privateKey = reader.value(Keys.privateKey)
        let keyID = reader.value(Keys.keyID)
        let app = [Keys.clientID.description, Keys.privateKey.description, Keys.keyID.description]
        guard let appPart = app.first(where: reader.isGiven) else {
            if !reader.isGiven(Keys.apiToken.description), reader.need == .serve {
                reader.fault(
                    Keys.apiToken.description, "is missing",
                    mend: "set it, or OKTA_CLIENT_ID, OKTA_PRIVATE_KEY and OKTA_KEY_ID instead")
            }
            return token.map(Credentials.apiToken)
        }
        reader.together(app, for: "an OAuth 2.0 service app")
        guard token == nil else {
            reader.fault(
                Keys.apiToken.description, "is set beside \(appPart.name)",
                mend: "keep either the token or the service app")
            return nil
        }
        guard let clientID, let privateKey, let keyID else { return nil }
        return .serviceApp(clientID: clientID, privateKey: privateKey, keyID: keyID)
    }
}

extension OktaSettings {
    enum Keys {
        static let organisationURL = OptionalSetting(
            "OKTA_ORG_URL", .oktaOrganisation, requiredBy: [.serve], example: "https://acme.okta.com",
            "The address of your Okta organisation: the one people sign in at, not that of the admin console.")
        static let apiToken = OptionalSetting(
            "OKTA_API_TOKEN", .token, absence: "this or the service app is required by `serve`", isAskedFor: true,
            example: "00your-token", "An API token of Okta's (SSWS). Either this or the service app below, not both.")
        static let clientID = OptionalSetting(
            "OKTA_CLIENT_ID", .identifier, example: "0oa1example2ID3x4x5",
            "The client id of an OAuth 2.0 service app, instead of `OKTA_API_TOKEN`. All three of these go together.")
        static let privateKey = OptionalSetting(
            "OKTA_PRIVATE_KEY", .serviceAppKey, example: "'<the text of the key>'",
            "The service app's private key, as PEM or JWK. `OKTA_PRIVATE_KEY_FILE` is the easier way to give it.")
        static let keyID = OptionalSetting(
            "OKTA_KEY_ID", .identifier, example: "key-1", "The key id under which Okta knows the service app's key.")
        static let phoneAttribute = Setting(
            "OKTA_PHONE_ATTRIBUTE", .attribute, default: "ivrPhone", example: "ivrPhone",
            "The profile attribute with the number a person calls from, in E.164.")
        static let factorAttribute = Setting(
            "OKTA_FACTOR_ATTRIBUTE", .attribute, default: "ivrFactorPreference", example: "ivrFactorPreference",
            "The profile attribute with the factor a person prefers: `sms`, `push` or `totp`.")
        static let requestsPerMinute = OptionalSetting(
            "OKTA_REQUESTS_PER_MINUTE", .integer(1...1_000_000), absence: "from Okta's headers", example: "300",
            "A ceiling on what one instance asks of Okta, below the limits that Okta itself tells.")
    }

    static let section = SettingSection(
        title: "Okta",
        introduction: "`docs/okta-setup.md` shows where each comes from.",
        settings: [
            Keys.organisationURL.description, Keys.apiToken.description, Keys.clientID.description,
            Keys.privateKey.description, Keys.keyID.description, Keys.phoneAttribute.description,
            Keys.factorAttribute.description, Keys.requestsPerMinute.description,
        ])
}

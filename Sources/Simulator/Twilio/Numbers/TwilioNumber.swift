public import Foundation

/// A phone number of the simulated Twilio account.
public struct TwilioNumber: Sendable, Equatable {
    /// What happens to calls or texts: a URL, its method, and the URL that is asked when the first fails.
    public struct Webhook: Sendable, Equatable {
        /// The URL; empty for none.
        public var url: String

        /// `POST` or `GET`.
        public var method: String

        /// The URL that is asked when ``url`` fails; empty for none.
        public var fallbackURL: String

        /// The method of ``fallbackURL``.
        public var fallbackMethod: String

        /// Makes a webhook; without a URL it is none.
        public init(
            url: String = "", method: String = "POST", fallbackURL: String = "", fallbackMethod: String = "POST"
        ) {
            self.url = url
            self.method = method
            self.fallbackURL = fallbackURL
            self.fallbackMethod = fallbackMethod
        }
    }

    /// The number's SID, `PN` and 32 hexadecimal digits.
    public var sid: String

    /// The number, E.164.
    public var phoneNumber: String

    /// What people call it, 64 characters at most.
    public var friendlyName: String

    /// What happens to calls.
    public var voice: Webhook

    /// What happens to texts.
    public var sms: Webhook

    /// The URL that is told when a call has ended; empty for none.
    public var statusCallback: String

    /// The method of ``statusCallback``.
    public var statusCallbackMethod: String

    /// The application, trunk, address and bundle SIDs, by the name of their parameter.
    public var attachments: [String: String]

    /// When it was bought.
    public var created: Date

    /// Whether it may send texts to the USA and Canada: numbers of ten digits in a registered campaign, toll-free ones
    /// that are verified.
    public var isRegistered = true

    /// What a text to a number meets while the number is not registered: 30034, for toll-free ones 30032.
    func refusal(to number: String) -> Int? {
        guard !isRegistered, phoneNumber.hasPrefix("+1"), number.hasPrefix("+1") else { return nil }
        let tollFree: Set<Substring> = ["800", "833", "844", "855", "866", "877", "888"]
        return tollFree.contains(phoneNumber.dropFirst(2).prefix(3)) ? 30_032 : 30_034
    }

    /// Makes a number; an empty SID is filled in when it enters the account.
    public init(
        sid: String = "", phoneNumber: String, friendlyName: String? = nil, voice: Webhook = Webhook(),
        sms: Webhook = Webhook(), statusCallback: String = "", statusCallbackMethod: String = "POST",
        attachments: [String: String] = [:], created: Date = Date(timeIntervalSince1970: 1_735_689_600)
    ) {
        self.sid = sid
        self.phoneNumber = phoneNumber
        self.friendlyName = friendlyName ?? phoneNumber
        self.voice = voice
        self.sms = sms
        self.statusCallback = statusCallback
        self.statusCallbackMethod = statusCallbackMethod
        self.attachments = attachments
        self.created = created
    }
}

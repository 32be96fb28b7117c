/// An account of Twilio's.
public struct TwilioAccount: Sendable, Decodable {
    /// `active`, `suspended` or `closed`.
    public let status: String
}

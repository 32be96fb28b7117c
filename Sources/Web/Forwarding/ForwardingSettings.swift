public import Foundation

/// What the webhooks of company numbers need to know.
public struct ForwardingSettings: Sendable {
    /// `AC…`: recordings of other accounts are not taken in.
    public var accountSID: String
    /// The region of numbers without a country code.
    public var defaultRegion: String
    /// The time.
    public var now: @Sendable () -> Date

    /// Makes settings.
    public init(accountSID: String, defaultRegion: String, now: @escaping @Sendable () -> Date = { Date() }) {
        self.accountSID = accountSID
        self.defaultRegion = defaultRegion
        self.now = now
    }
}

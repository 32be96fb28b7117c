import TwilioAPI

/// A number of the account, as `numbers list` shows it.
public struct NumberEntry: Sendable, Equatable, Encodable {
    /// Whose a number is.
    public enum Use: String, Sendable, Encodable {
        /// An employee's.
        case employee
        /// The IVR's own, or that of messages or calls with codes.
        case reserved
        /// Somebody's who is not active any more.
        case left
        /// Bought for somebody whose `primaryPhone` it is not.
        case bought
        /// Nobody's.
        case unowned
    }

    /// `PN…`.
    public let sid: String
    /// E.164.
    public let number: String
    /// What Twilio calls it.
    public let friendlyName: String?
    /// Whose it is.
    public let use: Use
    /// Those whose `primaryPhone` it is, or for whom it was bought.
    public let owners: [PersonName]
    /// Whether calls and texts to it come here.
    public let isWired: Bool

    init(_ number: TwilioNumber, owners: [PersonName], departed: [PersonName] = [], policy: NumbersPolicy) {
        sid = number.sid
        self.number = number.phoneNumber ?? number.sid
        friendlyName = number.friendlyName
        let buyer = NumberMark.userID(in: number.friendlyName)
        if policy.reserved.contains(self.number) {
            use = .reserved
        } else if !owners.isEmpty {
            use = .employee
        } else if !departed.isEmpty {
            use = .left
        } else {
            use = buyer == nil ? .unowned : .bought
        }
        let people = owners.isEmpty ? departed : owners
        self.owners = people.isEmpty ? [buyer].compactMap { $0 }.map { PersonName(id: $0) } : people
        isWired = !number.isUsedElsewhere && number.drift(from: policy).isEmpty
    }
}

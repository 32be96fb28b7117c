public import Foundation

/// What sends are counted under.
public struct LedgerKey: Sendable, Hashable {
    /// The kind of thing that is counted.
    public enum Scope: String, Sendable, Hashable, CaseIterable {
        /// `value` is a telephone number in E.164: a store keeps a pseudonym of it.
        case number
        /// `value` is Okta's id of a person.
        case user
        /// `value` is a prefix and a day.
        case prefix
        /// `value` is Okta's id of a request that led to a bar.
        case occasion
    }

    /// The kind of thing that is counted.
    public let scope: Scope
    /// Which one.
    public let value: String

    /// Makes a key.
    public init(scope: Scope, value: String) {
        self.scope = scope
        self.value = value
    }
}

/// One count that a send is to be added to, and how high it may go.
public struct SendCharge: Sendable, Hashable {
    /// What is counted.
    public let key: LedgerKey
    /// The highest count that is let through.
    public let limit: Int
    /// How long a count lasts, in seconds from the first send in it.
    public let seconds: Int
    /// What is said when the limit is reached.
    public let refusal: PolicyRefusal

    /// Makes a charge.
    public init(key: LedgerKey, limit: Int, seconds: Int, refusal: PolicyRefusal) {
        self.key = key
        self.limit = limit
        self.seconds = seconds
        self.refusal = refusal
    }
}

extension SendCharge {
    /// What lets an occasion through once in thirty days, for as long as its event is kept.
    public static func occasion(_ eventID: String) -> SendCharge {
        SendCharge(
            key: LedgerKey(scope: .occasion, value: StoredID.bounded(eventID)), limit: 1, seconds: 30 * 86_400,
            refusal: .barred)
    }
}

/// Counts sends for all instances.
///
/// Every method is one atomic statement or transaction.
public protocol SendLedger: Sendable {
    /// Adds one send to every count, unless one of them is at its limit or its key is barred: then to none.
    ///
    /// A count begins with its first send and starts anew with the first one after `seconds`.
    ///
    /// - Returns: Nil when all were counted; else the refusal of the first charge that is at its limit, or
    ///   ``PolicyRefusal/barred``, which goes before all limits.
    func count(_ charges: [SendCharge], now: Date) async throws -> PolicyRefusal?

    /// Takes one send back from every count, since nobody sent anything.
    ///
    /// - Parameters:
    ///   - charges: What it was counted under.
    ///   - time: When it was counted, or a little later: a count that began since then has nothing of it.
    /// - Throws: When the counts cannot be reached.
    func takeBack(_ charges: [SendCharge], countedAt time: Date) async throws

    /// Lets nothing through for a key until a time; a later time than the one set before prolongs it.
    ///
    /// It does so once for an occasion, which is counted by ``SendCharge/occasion(_:)``: the same one again changes nothing.
    ///
    /// - Returns: False when the occasion was known.
    func bar(_ key: LedgerKey?, until: Date, occasion: String, now: Date) async throws -> Bool
}

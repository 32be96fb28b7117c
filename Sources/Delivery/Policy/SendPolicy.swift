public import Foundation
public import PhoneNumbers

/// So many messages in so long.
public struct SendLimit: Sendable, Hashable {
    /// How many.
    public let count: Int
    /// In how many seconds.
    public let seconds: Int

    /// Makes a limit.
    public init(count: Int, seconds: Int) {
        self.count = count
        self.seconds = seconds
    }
}

/// The rules on where codes may go, and how many of them: pure, without counters.
public struct SendPolicy: Sendable {
    /// The kinds of number that get no codes: calls and texts to them cost extra, or reach nobody.
    private static let costlyKinds: Set<PhoneNumber.Kind> = [.premiumRate, .sharedCost, .personal, .pager, .voicemail]

    private let prefixes: PrefixTable<Bool>
    private let isOpen: Bool
    private let perNumber: SendLimit?
    private let perUser: SendLimit?
    private let dailyCaps: PrefixTable<Int>

    /// Sets the rules.
    ///
    /// - Parameters:
    ///   - allowedPrefixes: Where codes may go (`+1`); empty for everywhere.
    ///   - blockedPrefixes: Where they may not. Of both lists the longest prefix wins; in both, it is blocked.
    ///   - perNumber: The limit of one number.
    ///   - perUser: The limit of one person over all their numbers.
    ///   - dailyCaps: Messages a day (UTC) by prefix; the longest wins.
    public init(
        allowedPrefixes: [String] = [], blockedPrefixes: [String] = [],
        perNumber: SendLimit? = SendLimit(count: 5, seconds: 600), perUser: SendLimit? = nil,
        dailyCaps: [String: Int] = [:]
    ) {
        var verdicts: [String: Bool] = [:]
        for prefix in allowedPrefixes { verdicts[prefix] = true }
        for prefix in blockedPrefixes { verdicts[prefix] = false }
        prefixes = PrefixTable(verdicts)
        isOpen = allowedPrefixes.isEmpty
        self.perNumber = perNumber
        self.perUser = perUser
        self.dailyCaps = PrefixTable(dailyCaps)
    }

    /// Judges what the number alone tells.
    public func refusal(of number: PhoneNumber) -> PolicyRefusal? {
        guard prefixes.match(number)?.value ?? isOpen else { return .prefix }
        // A personal number of North America (+1 500, where Twilio's test numbers are, too) costs no more than others.
        let kind = number.kind
        if kind == .personal, number.countryCode == 1 { return nil }
        return Self.costlyKinds.contains(kind) ? .kind : nil
    }

    /// What a message is to be counted under.
    public func charges(for message: CodeMessage, at now: Date) -> [SendCharge] {
        // Counted even without a limit, so that a number that was barred is found.
        var charges = [
            SendCharge(
                key: LedgerKey(scope: .number, value: message.destination.e164), limit: perNumber?.count ?? .max,
                seconds: perNumber?.seconds ?? 600, refusal: .perNumber)
        ]
        if let perUser, let user = message.userID {
            charges.append(
                SendCharge(
                    key: LedgerKey(scope: .user, value: user), limit: perUser.count, seconds: perUser.seconds,
                    refusal: .perUser))
        }
        if let cap = dailyCaps.match(message.destination) {
            let day = Int(now.timeIntervalSince1970 / 86_400)
            charges.append(
                SendCharge(
                    key: LedgerKey(scope: .prefix, value: "\(cap.prefix)@\(day)"), limit: cap.value, seconds: 86_400,
                    refusal: .dailyCap))
        }
        return charges
    }
}

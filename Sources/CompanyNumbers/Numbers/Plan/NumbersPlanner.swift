import PhoneNumbers
public import TwilioAPI

/// Compares people with numbers, and plans; it asks nobody and does nothing.
///
/// It is given all numbers first, then one person after the other, so that a large directory is never held as a whole.
public struct NumbersPlanner: Sendable {
    private let policy: NumbersPolicy
    private let numbers: [TwilioNumber]
    private let byNumber: [String: Int]
    /// Numbers by the words of their friendly names.
    private let byWord: [String: [Int]]
    private var owners: [Int: [PersonName]] = [:]
    private var rewrites: [NumbersAction] = []
    private var cleanings: [NumbersAction] = []
    private var findings: [NumbersFinding] = []
    private var needing: [PersonName] = []
    /// Active people whom a friendly name names.
    private var named: [String: PersonName] = [:]
    private var departed: [Int: (name: PersonName, status: String)] = [:]
    private var people = 0
    private var withoutMobile = 0
    private var withForeignNumber = 0

    /// Begins a plan.
    ///
    /// - Parameters:
    ///   - numbers: All numbers of the account.
    ///   - policy: What to go by.
    public init(numbers: [TwilioNumber], policy: NumbersPolicy) {
        self.policy = policy
        self.numbers = numbers
        var byNumber: [String: Int] = [:]
        var byWord: [String: [Int]] = [:]
        for (index, number) in numbers.enumerated() {
            if let text = number.phoneNumber { byNumber[text] = index }
            for word in Set(NumberMark.words(of: number.friendlyName)) { byWord[word, default: []].append(index) }
            if let id = NumberMark.userID(in: number.friendlyName), byWord[id]?.contains(index) != true {
                byWord[id, default: []].append(index)
            }
        }
        self.byNumber = byNumber
        self.byWord = byWord
    }

    /// Looks at a person; one who is not active only says whose a number was.
    public mutating func take(_ person: DirectoryPerson) {
        let primary = person.primaryText.flatMap { PhoneNumber($0, defaultRegion: policy.defaultRegion) }
        let owned = primary.flatMap { byNumber[$0.e164] }
        guard person.isActive else {
            let marked = (byWord[person.id] ?? []).filter { NumberMark.userID(in: numbers[$0].friendlyName) != nil }
            for index in Set([owned].compactMap { $0 } + marked) { departed[index] = (person.name, person.status) }
            return
        }
        people += 1
        if byWord[person.id] != nil { named[person.id] = person.name }
        let canForward = takeMobile(person)
        guard let text = person.primaryText else {
            if canForward { needing.append(person.name) }
            return
        }
        guard let primary else { return findings.append(.unreadablePrimary(person.name)) }
        guard let owned else { return withForeignNumber += 1 }
        owners[owned, default: []].append(person.name)
        // Who is called is looked for by E.164, letter by letter.
        if text != primary.e164, !policy.reserved.contains(primary.e164) {
            rewrites.append(.assign(person.name, NumberName(numbers[owned]), repairing: []))
        }
    }

    /// Looks at a mobile number.
    ///
    /// - Returns: Whether calls can be forwarded there.
    private mutating func takeMobile(_ person: DirectoryPerson) -> Bool {
        guard let text = person.mobileText else {
            withoutMobile += 1
            return false
        }
        guard let mobile = PhoneNumber(text, defaultRegion: policy.defaultRegion) else {
            findings.append(.unreadableMobile(person.name))
            return false
        }
        if let index = byNumber[mobile.e164] {
            findings.append(.mobileIsOurs(person.name, NumberName(numbers[index])))
            return false
        }
        if mobile.e164 != text { cleanings.append(.clean(person.name, mobile: mobile)) }
        return true
    }

    /// Numbers that are nobody's so far, among those who were looked at: somebody's who left may be among them.
    public var unclaimed: [String] {
        numbers.indices.filter { index in
            owners[index] == nil && departed[index] == nil && !isReserved(index)
                && !NumberMark.words(of: numbers[index].friendlyName).contains { named[$0] != nil }
        }.compactMap { numbers[$0].phoneNumber }
    }

    // MARK: The plan

    /// Ends the plan.
    public consuming func plan() -> NumbersPlan {
        var assignments: [NumbersAction] = []
        var assigned: Set<Int> = []
        var buys: [NumbersAction] = []
        for person in needing {
            guard let index = spareNumber(of: person) else {
                buys.append(.buy(person))
                continue
            }
            assigned.insert(index)
            assignments.append(
                .assign(person, NumberName(numbers[index]), repairing: numbers[index].drift(from: policy)))
        }
        var repairs: [NumbersAction] = []
        var releases: [NumbersAction] = []
        for index in numbers.indices where !assigned.contains(index) {
            if let finding = judge(index, &repairs, &releases) { findings.append(finding) }
        }
        let bought = min(buys.count, max(0, policy.maximumPurchases ?? .max))
        return NumbersPlan(
            actions: cleanings + rewrites + assignments + repairs + buys.prefix(bought) + releases,
            findings: findings, left: buys.count - bought, people: people, numbers: numbers.count,
            withoutMobile: withoutMobile, withForeignNumber: withForeignNumber, price: nil, policy: policy)
    }

    /// A number that was bought for somebody and is nobody's `primaryPhone`.
    private func spareNumber(of person: PersonName) -> Int? {
        let candidates = (byWord[person.id] ?? []).filter { index in
            owners[index] == nil && !isReserved(index) && !numbers[index].isUsedElsewhere
        }
        // Our own mark counts for more than a word that somebody wrote.
        return candidates.first { NumberMark.userID(in: numbers[$0].friendlyName) == person.id } ?? candidates.first
    }

    private func isReserved(_ index: Int) -> Bool { policy.reserved.contains(numbers[index].phoneNumber ?? "") }

    /// Judges a number that nobody gets by this plan.
    private func judge(
        _ index: Int, _ repairs: inout [NumbersAction], _ releases: inout [NumbersAction]
    ) -> NumbersFinding? {
        let number = numbers[index]
        let name = NumberName(number)
        guard let people = owners[index], let owner = people.first else {
            return isReserved(index) ? nil : judgeUnowned(index, &releases)
        }
        if isReserved(index) { return .reserved(name, people) }
        if number.isUsedElsewhere { return .usedElsewhere(name, people) }
        let drift = number.drift(from: policy)
        if !drift.isEmpty { repairs.append(.repair(owner, name, drift)) }
        return people.count > 1 ? .shared(name, people) : nil
    }

    private func judgeUnowned(_ index: Int, _ releases: inout [NumbersAction]) -> NumbersFinding? {
        let number = numbers[index]
        let name = NumberName(number)
        let words = [NumberMark.userID(in: number.friendlyName)].compactMap { $0 }
        if let person = (words + NumberMark.words(of: number.friendlyName)).lazy.compactMap({ named[$0] }).first {
            return .spare(name, person)
        }
        let former = departed[index]
        guard let owner = former?.name ?? words.first.map({ PersonName(id: $0) }) else { return .unowned(name) }
        guard policy.releasesInactive, !number.isUsedElsewhere else { return .left(name, owner) }
        releases.append(.release(name, owner: owner, status: former?.status))
        return nil
    }
}

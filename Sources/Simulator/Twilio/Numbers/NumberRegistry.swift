import Foundation

/// The numbers that the simulated Twilio account owns.
actor NumberRegistry {
    /// A page of a list.
    struct Page {
        var numbers: [TwilioNumber]
        var start: Int

        /// The token of the next page; `nil` on the last one.
        var nextToken: String?
    }

    let clock: any SimulationClock
    let random: RandomSource
    let market: NumberMarket

    // Newest first in lists, as Twilio does; kept oldest first.
    private var bySID: [String: TwilioNumber] = [:]
    private var order: [String] = []
    private var sidByNumber: [String: String] = [:]

    /// Numbers that are offered, and gone when somebody wants to buy them.
    private var contested: Set<String> = []
    private(set) var purchaseCount = 0

    init(
        numbers: [TwilioNumber], market: NumberMarket, clock: any SimulationClock,
        random: RandomSource
    ) {
        self.market = market
        self.clock = clock
        self.random = random
        // Identifiers by position, so that those of the calls are the same whatever numbers there are.
        for (place, number) in numbers.enumerated() {
            var number = number
            let digits = String(place + 1)
            if number.sid.isEmpty { number.sid = "PN" + String(repeating: "0", count: 32 - digits.count) + digits }
            bySID[number.sid] = number
            sidByNumber[number.phoneNumber] = number.sid
            order.append(number.sid)
        }
    }

    /// Every number, oldest first.
    var all: [TwilioNumber] { order.compactMap { bySID[$0] } }

    /// Every number in E.164.
    var owned: Set<String> { Set(sidByNumber.keys) }

    /// A number by itself.
    func number(_ phoneNumber: String) -> TwilioNumber? { sidByNumber[phoneNumber].flatMap { bySID[$0] } }

    /// A number by its SID.
    func resource(_ sid: String) -> TwilioNumber? { bySID[sid] }

    /// Adds a number, or replaces the one with the same SID or the same digits.
    @discardableResult
    func put(_ number: TwilioNumber) -> TwilioNumber {
        var number = number
        if number.sid.isEmpty { number.sid = sidByNumber[number.phoneNumber] ?? "PN" + random.hex(32) }
        if bySID[number.sid] == nil { order.append(number.sid) }
        bySID[number.sid] = number
        sidByNumber[number.phoneNumber] = number.sid
        return number
    }

    /// Gives a number up.
    ///
    /// - Returns: Whether there was one.
    func remove(_ sid: String) -> Bool {
        guard let number = bySID.removeValue(forKey: sid) else { return false }
        sidByNumber[number.phoneNumber] = nil
        order.removeAll { $0 == sid }
        return true
    }

    /// Points webhooks that lead to one address at another one.
    func redirect(from old: String, to new: String) {
        guard old != new else { return }
        func moved(_ url: String) -> String { url.hasPrefix(old + "/") ? new + url.dropFirst(old.count) : url }
        for (sid, number) in bySID {
            var number = number
            number.voice.url = moved(number.voice.url)
            number.voice.fallbackURL = moved(number.voice.fallbackURL)
            number.sms.url = moved(number.sms.url)
            number.sms.fallbackURL = moved(number.sms.fallbackURL)
            number.statusCallback = moved(number.statusCallback)
            bySID[sid] = number
        }
    }

    /// Enters a number into a registered campaign, or takes it out.
    ///
    /// - Returns: Whether there is such a number.
    func setRegistered(_ isRegistered: Bool, _ phoneNumber: String) -> Bool {
        guard let sid = sidByNumber[phoneNumber] else { return false }
        bySID[sid]?.isRegistered = isRegistered
        return true
    }

    /// Lets a number be offered and be gone when it is bought, as when somebody else was faster.
    func contest(_ phoneNumber: String) { contested.insert(phoneNumber) }

    // MARK: Lists

    /// A page of the numbers, newest first.
    ///
    /// - Parameters:
    ///   - phoneNumber: A number or a piece of one; `*` stands for any digit.
    ///   - friendlyName: The whole friendly name.
    ///   - size: How many at most.
    ///   - token: Where to go on: the last SID of the page before.
    ///   - page: Which page it is when there is no token: 0 is the first.
    /// - Returns: The page; `nil` when the token is none.
    func page(
        phoneNumber: String?, friendlyName: String?, size: Int, token: String?, page: Int
    ) -> Page? {
        var found: [TwilioNumber]
        if let phoneNumber, phoneNumber.hasPrefix("+"), phoneNumber.count > 11, !phoneNumber.contains("*") {
            found = number(phoneNumber).map { [$0] } ?? []
        } else {
            found = all.reversed()
            if let phoneNumber { found = found.filter { Self.matches($0.phoneNumber, phoneNumber) } }
        }
        if let friendlyName { found = found.filter { $0.friendlyName == friendlyName } }
        var start = 0
        if let token {
            let sid = token.dropFirst(2)
            guard token.hasPrefix("PA"), let place = found.firstIndex(where: { $0.sid == sid }) else { return nil }
            start = place + 1
        } else {
            start = page * size
        }
        let rest = found.dropFirst(start)
        let numbers = Array(rest.prefix(size))
        return Page(
            numbers: numbers, start: start, nextToken: rest.count > size ? numbers.last.map { "PA\($0.sid)" } : nil)
    }

    /// Whether a pattern of digits and `*` occurs in a number.
    static func matches(_ number: String, _ pattern: String) -> Bool {
        let digits = Array(number.filter(\.isNumber))
        let wanted = Array(pattern.filter { $0.isNumber || $0 == "*" })
        guard !wanted.isEmpty, wanted.count <= digits.count else { return wanted.isEmpty }
        return (0...(digits.count - wanted.count)).contains { start in
            zip(digits[start...], wanted).allSatisfy { $1 == "*" || $0 == $1 }
        }
    }

    /// What is for sale.
    func offers(
        in country: String, kind: NumberMarket.Kind, areaCode: String?, contains: String?, size: Int
    ) -> [String] {
        var found: [String] = []
        for number in market.numbers(in: country, kind: kind, areaCode: areaCode)
        where sidByNumber[number] == nil && contains.map({ Self.matches(number, $0) }) ?? true {
            found.append(number)
            if found.count == size { break }
        }
        return found
    }

    // MARK: Buying

    /// Checks whether a number can be bought now.
    func admit(_ phoneNumber: String) throws(TwilioFailure) {
        if phoneNumber == "+15005550000" || sidByNumber[phoneNumber] != nil || contested.remove(phoneNumber) != nil {
            throw .invalid(21422, "PhoneNumber \(phoneNumber) is not available.")
        }
    }

    /// Enters what was bought.
    func buy(_ number: TwilioNumber) throws(TwilioFailure) -> TwilioNumber {
        try admit(number.phoneNumber)
        purchaseCount += 1
        var number = number
        number.created = clock.date
        number.isRegistered = !market.asksForRegistration
        return put(number)
    }
}

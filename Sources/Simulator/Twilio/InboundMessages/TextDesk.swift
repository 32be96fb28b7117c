import Foundation

/// Twilio's side of texts that come in: tells the service, does what it answers, and looks after `STOP`.
actor TextDesk {
    /// Two numbers that text each other.
    struct Pair: Hashable {
        var account: String
        var other: String
    }

    let account: TwilioAccount
    let registry: NumberRegistry
    let handsets: NumberHandsets
    let clock: any SimulationClock
    let random: RandomSource
    let journal: Journal
    let fetcher: any WebhookFetcher

    /// Where Twilio's REST API is, on which the URLs of media are built.
    var restURL = "https://api.twilio.com"

    /// How far texts may go round.
    private(set) var limits = TextLimits()

    /// What mobiles do by themselves with texts.
    private var habits: [String: TextHabit] = [:]

    /// Whether texts that look like one-time codes are kept from the service, as Twilio does (30038).
    var filtersOneTimeCodes = false
    private(set) var exchanges: [TextExchange] = [] {
        didSet { bell.ring() }
    }
    private let bell = Bell()
    private(set) var media: [String: MessageMedia] = [:]
    private var optedOut: Set<Pair> = []
    var lately: [Pair: [Duration]] = [:]

    init(
        account: TwilioAccount, registry: NumberRegistry, handsets: NumberHandsets, clock: any SimulationClock,
        random: RandomSource, journal: Journal, fetcher: any WebhookFetcher
    ) {
        self.account = account
        self.registry = registry
        self.handsets = handsets
        self.clock = clock
        self.random = random
        self.journal = journal
        self.fetcher = fetcher
    }

    func setRESTURL(_ url: String) { restURL = url }

    func setFilter(oneTimeCodes: Bool) { filtersOneTimeCodes = oneTimeCodes }

    func changeLimits(_ change: @Sendable (inout TextLimits) -> Void) { change(&limits) }

    func setHabit(_ habit: TextHabit?, of number: String) { habits[number] = habit }

    /// Whether somebody has refused texts from a number of the account.
    func hasOptedOut(_ other: String, of number: String) -> Bool {
        optedOut.contains(Pair(account: number, other: other))
    }

    /// Remembers whether somebody wants texts from a number of the account.
    func setOptedOut(_ isOut: Bool, _ other: String, of number: String) {
        let pair = Pair(account: number, other: other)
        if isOut { optedOut.insert(pair) } else { optedOut.remove(pair) }
    }

    /// Sends a text to a number of the account and waits until the service's answer has been carried out.
    ///
    /// - Returns: What became of it; `nil` when the number is none of the account's.
    func receive(_ text: OutsideText) async -> TextExchange? {
        guard let number = await registry.number(text.to) else { return nil }
        var exchange = TextExchange(sid: freshSID(text.media.isEmpty), text: text)
        for place in exchange.text.media.indices { store(&exchange.text.media[place], of: exchange.sid) }
        if filtersOneTimeCodes, Self.looksLikeCode(text.body) {
            exchange.errors.append("30038: the text looks like a one-time code and was kept back")
            exchanges.append(exchange)
            return exchange
        }
        if let word = OptOutWord(text.body) {
            if word == .start { setOptedOut(false, text.from, of: text.to) }
            exchange.replies.append(
                await deliver(from: text.to, to: text.from, body: word.answer, media: [], path: text.path, pair: nil))
            if word == .stop { setOptedOut(true, text.from, of: text.to) }
        }
        if !number.sms.url.isEmpty { await tell(number, &exchange) }
        exchanges.append(exchange)
        return exchange
    }

    /// Waits until so many texts have come, and what they led to has been done.
    func wait(for count: Int, within timeout: Duration) async -> [TextExchange]? {
        await awaited(bell, within: timeout) { exchanges.count >= count ? exchanges : nil }
    }

    private func store(_ media: inout MessageMedia, of message: String) {
        let sid = "ME" + random.hex(32)
        if media.url.isEmpty {
            media.url = "\(restURL)/2010-04-01/Accounts/\(account.sid)/Messages/\(message)/Media/\(sid)"
        }
        self.media[sid] = media
    }

    func freshSID(_ isText: Bool) -> String { (isText ? "SM" : "MM") + random.hex(32) }

    static func looksLikeCode(_ body: String) -> Bool {
        body.lowercased().contains("code") && body.firstMatch(of: /(?:^|\D)\d{4,8}(?:\D|$)/) != nil
    }

    // MARK: Sending

    /// Delivers a text from a number of the account: to a handset, or to another number of the account.
    func deliver(
        from: String, to: String, body: String, media: [String], path: [String], pair: Pair?
    ) async -> SentText {
        var sent = SentText(
            sid: freshSID(media.isEmpty), from: from, to: to, body: body, media: media, errorCode: nil)
        sent.errorCode = await refusal(of: sent, pair: pair)
        guard sent.errorCode == nil else { return sent }
        var text = OutsideText(from: from, to: to, body: body, media: known(media))
        text.path = path + [from]
        guard await registry.number(to) != nil else {
            await handsets.deliver(from: from, to: to, body: body, media: media)
            react(to: text)
            return sent
        }
        if !comesBack(text) { sent.errorCode = 14_107 }
        return sent
    }

    /// Takes a text that the REST API has accepted to a number of the account, as one that came from outside.
    ///
    /// - Returns: Whether the number is one of the account's; otherwise nothing is done.
    func arrive(_ text: OutsideText) async -> Bool {
        guard await registry.number(text.to) != nil else { return false }
        var text = text
        text.path = [text.from]
        comesBack(text)
        return true
    }

    /// Does what a mobile does by itself with a text that has reached it.
    func react(to text: OutsideText) {
        guard let habit = habits[text.to] else { return }
        var next = text
        next.from = text.to
        switch habit {
        case .answers(let words):
            (next.to, next.body, next.media) = (text.from, words, [])
        case .forwards(let number):
            next.to = number
        }
        comesBack(next)
    }

    /// Lets a text come to a number of the account which a text of the account's led to: a message of its own.
    ///
    /// - Returns: false when it has gone round too often.
    @discardableResult
    private func comesBack(_ text: OutsideText) -> Bool {
        guard text.path.count < limits.hops else {
            journal.record(.loop(numbers: text.path + [text.to]))
            return false
        }
        Task { await self.receive(text) }
        return true
    }

    /// Media as they are handed on: Twilio's own are known, others only by their URL.
    func known(_ urls: [String]) -> [MessageMedia] {
        urls.map { url in
            media.values.first { $0.url == url } ?? MessageMedia(contentType: "image/jpeg", bytes: [], url: url)
        }
    }

    private func refusal(of text: SentText, pair: Pair?) async -> Int? {
        if text.from == text.to { return 21_266 }
        guard let sender = await registry.number(text.from) else { return 21_606 }
        guard text.to.hasPrefix("+"), text.to.count > 6, text.to.dropFirst().allSatisfy(\.isNumber) else {
            return 21_211
        }
        if text.body.isEmpty, text.media.isEmpty { return 21_602 }
        if text.body.count > 1600 { return 21_617 }
        if text.media.contains(where: { !NumberForm.isURL($0) }) { return 21_620 }
        if hasOptedOut(text.to, of: text.from) { return 21_610 }
        if let code = sender.refusal(to: text.to) { return code }
        return pair.flatMap { isTooLively($0) ? 14_107 : nil }
    }

    /// Whether too many answers went between two numbers, each within thirty seconds of the one before.
    private func isTooLively(_ pair: Pair) -> Bool {
        guard let most = limits.answers else { return false }
        let now = clock.now
        var moments = lately[pair] ?? []
        if let last = moments.last, now - last >= .seconds(30) { moments = [] }
        moments.append(now)
        lately[pair] = moments
        return moments.count > most
    }
}

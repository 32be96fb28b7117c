/// The messages on everyone's handset.
actor HandsetRack {
    private let journal: Journal
    private let notice: @Sendable (_ userID: String, _ text: String) async -> Void
    private var messages: [String: [HandsetMessage]] = [:]
    private var read: [String: Int] = [:]
    let bell = Bell()

    /// Makes an empty rack; `notice` is told in words of each message, for the transcripts of calls.
    init(journal: Journal, notice: @escaping @Sendable (_ userID: String, _ text: String) async -> Void) {
        self.journal = journal
        self.notice = notice
    }

    /// Delivers a message.
    func deliver(
        text: String, code: String?, to number: String, userID: String, from: String? = nil, carrier: Carrier = .okta,
        media: [String] = []
    ) async {
        let message = HandsetMessage(
            number: (messages[userID]?.count ?? 0) + 1, to: number, text: text, code: code, from: from,
            carrier: carrier, media: media)
        messages[userID, default: []].append(message)
        journal.record(.message(userID: userID, message))
        bell.ring()
        await notice(userID, "text message by \(carrier.rawValue): \(text)")
    }

    /// The messages of a user, oldest first.
    func messages(of userID: String) -> [HandsetMessage] { messages[userID] ?? [] }

    /// The messages that came to a number, oldest first.
    func messages(to number: String) -> [HandsetMessage] {
        messages.values.flatMap { $0 }.filter { $0.to == number }.sorted { $0.number < $1.number }
    }

    /// Waits for a message with a code that was not asked for before; of several the newest.
    func nextCode(of userID: String, within timeout: Duration) async -> String? {
        await awaited(bell, within: timeout) {
            let unread = messages(of: userID).filter { $0.number > read[userID, default: 0] && $0.code != nil }
            guard let newest = unread.last else { return nil }
            read[userID] = newest.number
            return newest.code
        }
    }
}

import PhoneNumbers

extension ForwardingRules {
    /// What had to be asked about a text.
    public struct TextFacts: Sendable {
        /// Whose the texted number is.
        public var owner: OwnerLookup
        /// Whether the owner's mobile is a company number.
        public var isMobileOurs: Bool
        /// Who wrote last to the owner; nil when nobody did.
        public var lastWriter: LastWriter?

        /// Makes facts.
        public init(owner: OwnerLookup, isMobileOurs: Bool = false, lastWriter: LastWriter? = nil) {
            self.owner = owner
            self.isMobileOurs = isMobileOurs
            self.lastWriter = lastWriter
        }
    }

    /// Sees what goes nowhere by itself, before anybody is asked.
    public func silence(of text: IncomingText) -> TextRoute.Silence? {
        if text.isKeyword || TextKeyword.isMatched(by: text.body) { return .keyword }
        if text.from == text.to { return .ring }
        let isBlank = text.body.allSatisfy(\.isWhitespace)
        return isBlank && text.media.isEmpty ? .empty : nil
    }

    /// Decides about a text.
    public func route(_ text: IncomingText, _ facts: TextFacts) -> TextRoute {
        if let silence = silence(of: text) { return .nothing(silence) }
        guard case .found(let employee) = facts.owner else {
            return .answer(facts.owner == .unavailable ? .trouble : .unreachable)
        }
        guard let mobile = mobile(of: employee) else { return .answer(.unreachable) }
        guard mobile != text.to, !ownNumbers.contains(mobile), !facts.isMobileOurs else {
            // An answer to a number of ours would be forwarded, too.
            return text.from == mobile ? .nothing(.ring) : .answer(.unreachable)
        }
        guard text.from == mobile else { return .employee(mobile: mobile, ownerID: employee.id) }
        return reply(text, of: employee, mobile, facts.lastWriter)
    }

    private func reply(
        _ text: IncomingText, of employee: Employee, _ mobile: PhoneNumber, _ last: LastWriter?
    ) -> TextRoute {
        func hint(_ hint: TextHint) -> TextRoute {
            .hint(hint, ownerID: employee.id, languageTag: employee.languageTag)
        }
        let reply = EmployeeReply(text.body, defaultRegion: defaultRegion)
        let recipient: PhoneNumber
        switch reply.recipient {
        case .unreadable: return hint(.number)
        case .last:
            switch last {
            case .number(let number): recipient = number
            case .unanswerable: return hint(.sender)
            case nil: return hint(.nobody)
            }
        case .number(let number): recipient = number
        }
        // What costs by the message is what a sender with a forged number would choose.
        guard recipient != text.to, recipient != mobile, !ownNumbers.contains(recipient),
            !recipient.isCostly
        else { return hint(.number) }
        if TextKeyword.isMatched(by: reply.text) { return hint(.keyword) }
        if reply.text.allSatisfy(\.isWhitespace), text.media.isEmpty { return hint(.blank) }
        return .outside(recipient, ownerID: employee.id)
    }

    /// Writes what goes out on a route; nothing where a template has the words.
    public func messages(for text: IncomingText, on route: TextRoute) -> [OutgoingText] {
        let recipient: PhoneNumber
        let bodies: [String]
        switch route {
        case .employee(let mobile, _):
            recipient = mobile
            bodies = TextWords.forwarded(from: text.sender, text.body)
        case .outside(let number, _):
            recipient = number
            bodies = TextWords.split(EmployeeReply(text.body, defaultRegion: defaultRegion).text)
        case .hint, .answer, .nothing: return []
        }
        return bodies.enumerated().map { index, body in
            OutgoingText(to: recipient, from: text.to, body: body, media: index == 0 ? text.media : [])
        }
    }
}

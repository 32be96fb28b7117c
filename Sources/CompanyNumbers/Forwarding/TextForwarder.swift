public import Foundation
public import Logging
import PhoneNumbers

/// Forwards texts to and from company numbers.
public struct TextForwarder: Sendable {
    private let directory: any OwnerDirectory
    private let numbers: CompanyNumberCheck
    private let notebook: ForwardingNotebook
    private let rules: ForwardingRules
    private let journal: any ForwardingJournal

    /// Makes a forwarder.
    ///
    /// - Parameters:
    ///   - directory: Knows whose a company number is.
    ///   - numbers: Knows which numbers are company numbers; calls and texts share one.
    ///   - notebook: What is remembered.
    ///   - rules: What decides.
    ///   - journal: What an auditor reads.
    public init(
        directory: any OwnerDirectory, numbers: CompanyNumberCheck, notebook: ForwardingNotebook,
        rules: ForwardingRules,
        journal: any ForwardingJournal
    ) {
        self.directory = directory
        self.numbers = numbers
        self.notebook = notebook
        self.rules = rules
        self.journal = journal
    }

    /// What is done with a text.
    public struct Result: Sendable, Equatable {
        /// Where it goes.
        public let route: TextRoute
        /// What goes out; the words of hints and answers are a template's.
        public let messages: [OutgoingText]
        /// Whether this text was here before.
        public let isRepeated: Bool
    }

    /// Routes a text; the same text again goes the same way.
    public func receive(
        _ text: IncomingText, deadline: ContinuousClock.Instant, now: Date, logger: Logger
    ) async -> Result {
        if let route = await notebook.route(of: text.id, now: now) { return repeated(text, route, logger) }
        let wanted = await route(text, deadline, now)
        let (route, isFirst) = await notebook.settle(wanted, for: text.id, now: now)
        // Another copy of the webhook came while the owner was looked up.
        guard isFirst else { return repeated(text, route, logger) }
        if case .employee(_, let owner) = route {
            await notebook.remember(LastWriter(text.from), for: owner, at: text.to, now: now)
        }
        await journal.note(
            ForwardingEvent(.text, outcome: route.label, ownerID: route.ownerID, reference: text.id), at: now)
        ForwardingMeter.text(route)
        logger.info(
            "text to a company number",
            metadata: [
                "outcome": "\(route.label)", "from": "\(text.from?.masked ?? "no number")",
                "to": "\(text.to.masked)", "user": "\(route.ownerID ?? "-")", "media": "\(text.media.count)",
            ])
        return Result(route: route, messages: rules.messages(for: text, on: route), isRepeated: false)
    }

    private func repeated(_ text: IncomingText, _ route: TextRoute, _ logger: Logger) -> Result {
        logger.info("text to a company number", metadata: ["outcome": "\(route.label)", "repeated": "true"])
        return Result(route: route, messages: rules.messages(for: text, on: route), isRepeated: true)
    }

    private func route(_ text: IncomingText, _ deadline: ContinuousClock.Instant, _ now: Date) async -> TextRoute {
        if let silence = rules.silence(of: text) { return .nothing(silence) }
        let arrival = Arrival(id: text.id, kind: .text, party: text.sender, number: text.to)
        if case .refused = await notebook.admit(arrival, within: rules.textLimits, now: now) {
            return .nothing(.tooOften)
        }
        var facts = ForwardingRules.TextFacts(owner: await directory.owner(of: text.to, deadline: deadline))
        if case .found(let employee) = facts.owner, let mobile = rules.mobile(of: employee), mobile != text.to {
            facts.isMobileOurs =
                await numbers.isCompanyNumber(mobile, deadline: deadline, now: now) ?? false
            if text.from == mobile {
                facts.lastWriter = await notebook.lastWriter(for: employee.id, at: text.to, now: now)
            }
        }
        let route = rules.route(text, facts)
        switch route {
        // Those who cannot be answered write to everybody: a telephone that answers by itself must not go on for ever.
        case .answer, .hint(.sender, _, _): break
        case .employee, .outside, .hint, .nothing: return route
        }
        guard let sender = text.from,
            await notebook.mayAnswer(sender, by: text.to, about: text.id, now: now)
        else { return .nothing(.alreadyAnswered) }
        return route
    }
}

public import Foundation

/// What the console shows: how things stand on all instances.
public struct ConsoleOverview: Sendable {
    /// A call that is going on.
    public struct Call: Sendable {
        /// Twilio's id of the call.
        public let sid: String
        /// Where the caller is, a word of the call's machine.
        public let step: String
        /// What the caller proved who they are with; nil when they have not.
        public let verifiedBy: String?
        /// When the call came in.
        public let startedAt: Date

        /// Makes a row.
        public init(sid: String, step: String, verifiedBy: String?, startedAt: Date) {
            self.sid = sid
            self.step = step
            self.verifiedBy = verifiedBy
            self.startedAt = startedAt
        }
    }

    /// How often something happened.
    public struct Tally: Sendable, Hashable {
        /// What is counted: a factor, a provider.
        public let subject: String
        /// What became of it.
        public let outcome: String
        /// How often.
        public let count: Int

        /// Makes a row.
        public init(subject: String, outcome: String, count: Int) {
            self.subject = subject
            self.outcome = outcome
            self.count = count
        }
    }

    /// A person with failures that still count.
    public struct FailingUser: Sendable {
        /// Okta's id of the person.
        public let id: String
        /// How many failures count.
        public let failures: Int
        /// When the last one was.
        public let lastAt: Date
        /// Whether that is too many: no challenge is sent.
        public let isLocked: Bool

        /// Makes a row.
        public init(id: String, failures: Int, lastAt: Date, isLocked: Bool) {
            self.id = id
            self.failures = failures
            self.lastAt = lastAt
            self.isLocked = isLocked
        }
    }

    /// Something that an auditor will ask for.
    public struct Event: Sendable {
        /// When it happened.
        public let time: Date
        /// What happened.
        public let kind: String
        /// The call or the event of Okta's that it happened in.
        public let reference: String?

        /// Makes a row.
        public init(time: Date, kind: String, reference: String?) {
            self.time = time
            self.kind = kind
            self.reference = reference
        }
    }

    /// Calls that are going on, the newest first.
    public var calls: [Call] = []
    /// What became of challenges within a day, by factor.
    public var challenges: [Tally] = []
    /// What became of codes within a day, by provider.
    public var deliveries: [Tally] = []
    /// People with failures that still count, those with the most first.
    public var failing: [FailingUser] = []
    /// What happened last, the newest first.
    public var events: [Event] = []

    /// Makes an overview of nothing.
    public init() {}
}

/// Knows how things stand, and unlocks people.
public protocol ConsoleSource: Sendable {
    /// Looks at everything.
    func overview(at now: Date) async throws -> ConsoleOverview

    /// Forgets a person's failures, and writes into the audit trail that an operator did it.
    ///
    /// - Returns: Whether there were any; without them nothing is done, and nothing written.
    func unlock(user: String, at now: Date) async throws -> Bool
}

public import Foundation

/// Where a call is.
///
/// It holds no phone number, no code and no name. Only the machine in this module changes it: a verified call cannot be
/// made elsewhere.
public struct CallState: Sendable, Codable, Equatable {
    /// Which call it is.
    public let id: CallID
    /// What the caller is being asked.
    public internal(set) var phase: Phase
    /// BCP 47 tag of the language in use, one that templates exist for.
    public internal(set) var language: String
    /// Who calls, as far as the number tells; nil when nobody was found.
    public internal(set) var caller: Caller?
    /// What the network says of the calling number.
    public internal(set) var attestation: Attestation
    /// Proof that Okta said yes in this call.
    public internal(set) var verification: Verification?
    /// What was said last.
    public internal(set) var prompt: Prompt
    /// Silences in a row.
    public internal(set) var silences: Int
    /// Wrong codes in this call.
    public internal(set) var wrongCodes: Int
    /// Pushes sent in this call.
    public internal(set) var pushesSent: Int
    /// Texts sent in this call.
    public internal(set) var codesSent: Int
    /// Factors that cannot be used in this call any more.
    public internal(set) var spentFactors: Set<FactorKind>
    /// Requests answered so far; a bound on calls that go in circles.
    public internal(set) var turns: Int
    /// Where the caller wants to be transferred, when they chose.
    public internal(set) var department: Department?
    /// When the call came in.
    public let startedAt: Date

    /// The departments of the second menu.
    public enum Department: String, Sendable, Codable, Equatable, CaseIterable {
        case sales, support, billing
    }

    /// How and when the caller was verified.
    public struct Verification: Sendable, Codable, Equatable {
        /// What proved it.
        public let factor: FactorKind
        /// When.
        public let at: Date
    }

    /// What the caller is being asked.
    public enum Phase: Sendable, Codable, Equatable {
        case menu
        case languages
        case departments
        /// Six digits are awaited. `sentAt` is when a text was last sent; `listens` when speech is accepted.
        case code(Factor, sentAt: Date?, listens: Bool)
        /// A push waits for a tap.
        case push(Factor, PushTransaction, sentAt: Date, number: Int?)
        /// A push failed.
        case pushFailed(PushFailure)
        case account
        /// The call is with an agent, or on its way there.
        case agent
        /// The directory failed, and there is no agent: another try is offered.
        case trouble
        case ended
    }

    /// Why a push did not verify the caller.
    public enum PushFailure: String, Sendable, Codable, Equatable, CaseIterable {
        case rejected, timedOut, cancelled, failed
    }
}

/// A provider's word on what became of a send.
public struct DeliveryReport: Sendable, Hashable, Codable {
    /// What is reported.
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// The provider has it, no more.
        case accepted
        /// On its way.
        case sent
        /// It arrived; a call was answered.
        case delivered
        /// The networks did not bring it there.
        case undelivered
        /// The provider did not send it after all.
        case failed
        /// The telephone rang and nobody took the call, or the line was busy: no other provider would do better.
        case unanswered
        /// The provider took it for fraud: nobody is asked to get around that.
        case blocked

        /// The stage that a send comes to by it.
        public var stage: SendStage {
            switch self {
            case .accepted: .accepted
            case .sent: .sent
            case .delivered: .delivered
            // What a provider took and then did not send is not `failed`, which is what it never took.
            case .undelivered, .failed, .unanswered, .blocked: .undelivered
            }
        }

        /// Whether another provider should send the code again.
        public var asksForAnother: Bool { self == .undelivered || self == .failed }
    }

    /// Who reports.
    public let provider: ProviderID
    /// The provider's id of the send.
    public let reference: String
    /// Our event, where the provider repeats it: finds a send whose reference never reached us.
    public let eventID: String?
    /// What is reported.
    public let status: Status
    /// The vendor's code, if any; never its sentence.
    public let detail: String?

    /// Makes a report.
    public init(provider: ProviderID, reference: String, eventID: String?, status: Status, detail: String?) {
        self.provider = provider
        self.reference = StoredID.bounded(reference)
        self.eventID = eventID.map(StoredID.bounded)
        self.status = status
        self.detail = detail
    }
}

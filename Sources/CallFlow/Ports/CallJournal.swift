public import Foundation

/// Writes down what an auditor will ask for.
public protocol CallJournal: Sendable {
    /// Notes an occurrence; never throws, since a call does not fail for its journal: what cannot be written is logged.
    func note(_ occurrence: Occurrence, in state: CallState, at now: Date) async
}

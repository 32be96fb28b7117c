import Texts

/// What became of a plan.
public struct NumbersReport: Sendable, Equatable, Encodable {
    /// What became of one action.
    public enum Outcome: String, Sendable, Encodable {
        /// It is done.
        case done
        /// It was not needed any more.
        case skipped
        /// It went wrong.
        case failed
        /// It was not tried, since it would have gone wrong as an earlier one did.
        case untried
    }

    /// One line of the report.
    public struct Result: Sendable, Equatable, Encodable {
        /// What was to be done.
        public let action: NumbersAction.Kind
        /// For whom, Okta's id.
        public let user: String
        /// The number, E.164; nil where there is none.
        public var number: String?
        /// What became of it.
        public let outcome: Outcome
        /// Why it was not done; nil when it was.
        public var reason: String?
    }

    /// What became of each action, in order.
    public var results: [Result] = []
    /// How many numbers were bought.
    public var bought = 0
    /// How many people are still without a number that they should have.
    public var left = 0
    /// Whether it was ended before everything was tried.
    public var isCutShort = false

    /// Makes an empty report.
    public init() {}

    /// How many actions had an outcome.
    public func count(_ outcome: Outcome) -> Int { results.count { $0.outcome == outcome } }

    /// Whether everything was done or not needed any more.
    public var isClean: Bool { !isCutShort && count(.failed) + count(.untried) == 0 }

    /// What went wrong and why, a line each, for standard error.
    public var complaints: [String] {
        var lines = results.filter { $0.outcome == .failed }.map { result in
            "\(result.action.rawValue) for \(result.user): \(result.reason ?? "it failed")"
        }
        let untried = results.filter { $0.outcome == .untried }
        if let reason = untried.first?.reason { lines.append("\(untried.count) more not tried: \(reason)") }
        return lines.map(\.visible)
    }

    /// The summary: what was not needed any more, and a last line with the counts.
    public var lines: [String] {
        var lines = results.filter { $0.outcome == .skipped }.map { result in
            "· \(result.action.rawValue) for \(result.user): \(result.reason ?? "not needed any more")".visible
        }
        var summary =
            "\(bought) bought, \(count(.done)) of \(results.count) done, \(count(.skipped)) not needed any more, "
            + "\(count(.failed) + count(.untried)) failed"
        if left > 0 { summary += ", \(left) still without a number" }
        lines.append(summary + (isCutShort ? "; it was ended early, run it again for the rest." : "."))
        return lines
    }
}

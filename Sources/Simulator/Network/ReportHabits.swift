/// How the vendors' delivery reports come: late, repeated or out of order, as they may.
public struct ReportHabits: Sendable, Equatable {
    /// How long after a message each of its reports comes.
    public var delay: Duration

    /// How often each report comes; vendors promise once at least.
    public var times: Int

    /// Whether the reports of a message come last one first.
    public var isReversed: Bool

    /// Makes habits; the default is once, in order, soon.
    public init(delay: Duration = .milliseconds(200), times: Int = 1, isReversed: Bool = false) {
        self.delay = delay
        self.times = times
        self.isReversed = isReversed
    }

    /// The reports of one message as they are sent.
    func arranged<Report>(_ reports: [Report]) -> [Report] {
        let repeated = reports.flatMap { Array(repeating: $0, count: max(times, 1)) }
        return isReversed ? repeated.reversed() : repeated
    }
}

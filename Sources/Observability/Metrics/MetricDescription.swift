/// Says what a metric means: its HELP text and, for a histogram, its buckets.
public struct MetricDescription: Sendable, Hashable {
    /// The label that the code records under, or the name that `/metrics` shows.
    public let name: String
    /// One sentence, with the unit.
    public let help: String
    /// The upper bounds of a histogram's buckets, in seconds for a timer; nil for the usual ones.
    public let buckets: [Double]?

    /// Describes a metric.
    public init(_ name: String, _ help: String, buckets: [Double]? = nil) {
        self.name = name
        self.help = help
        self.buckets = buckets
    }

    /// What answers to callers and vendors take: from a millisecond to Twilio's 15 seconds.
    static let timerBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15]
    /// For recorders, whose unit is not known.
    static let recorderBuckets: [Double] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000]
}

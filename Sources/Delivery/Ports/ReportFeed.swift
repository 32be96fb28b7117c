/// How one vendor's delivery reports come in: where, and how a body is read.
///
/// For vendors that sign nothing: whoever asks presents `REPORTS_SECRET`.
public struct ReportFeed: Sendable {
    /// What a body says.
    public struct Reading: Sendable, Hashable {
        /// The reports in it.
        public let reports: [DeliveryReport]
        /// The JSON that the vendor wants to be answered; nil for an answer without a body.
        public let answer: [UInt8]?

        /// Makes a value.
        public init(_ reports: [DeliveryReport], answer: [UInt8]? = nil) {
            self.reports = reports
            self.answer = answer
        }
    }

    /// The last part of the path: `8x8` of `/delivery-reports/8x8`.
    public let name: String
    /// Reads a body; nil when it is none of the vendor's.
    public let read: @Sendable ([UInt8]) -> Reading?

    /// Makes a feed.
    public init(name: String, read: @escaping @Sendable ([UInt8]) -> Reading?) {
        self.name = name
        self.read = read
    }
}

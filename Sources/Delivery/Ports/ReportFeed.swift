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

    /// Answers an `OPTIONS` request by which a vendor asks whether its reports are wanted.
    ///
    /// It is given a function from the name of a header field to its value, and gives the fields of the answer; nil when
    /// what came is no handshake.
    public typealias Handshake = @Sendable (_ field: (String) -> String?) -> [(name: String, value: String)]?

    /// The last part of the path: `8x8` of `/delivery-reports/8x8`.
    public let name: String
    /// The vendor, for people.
    public let title: String
    /// Where its address is entered on the vendor's side, for people.
    public let place: String
    /// Answers the vendor's handshake; nil for a vendor that has none, or has it in the body of a report.
    public let handshake: Handshake?
    /// Reads a body; nil when it is none of the vendor's.
    public let read: @Sendable ([UInt8]) -> Reading?

    /// Makes a feed.
    ///
    /// - Parameters:
    ///   - name: The last part of the path.
    ///   - title: The vendor, for people.
    ///   - place: Where its address is entered, for people.
    ///   - handshake: Answers an `OPTIONS` request of the vendor's; nil for none.
    ///   - read: Reads a body; nil when it is none of the vendor's.
    public init(
        name: String, title: String, place: String, handshake: Handshake? = nil,
        read: @escaping @Sendable ([UInt8]) -> Reading?
    ) {
        self.name = name
        self.title = title
        self.place = place
        self.handshake = handshake
        self.read = read
    }
}

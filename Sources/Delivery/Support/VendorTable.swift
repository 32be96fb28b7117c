/// What one vendor's code means for us.
struct VendorMeaning: Sendable {
    /// Whom a failure is to be blamed on, where that is not what is usual of the reason.
    enum Blame: Sendable {
        case usual
        /// Only this number or message has the trouble.
        case numberOnly
    }

    let vendorCode: Int
    let code: DeliveryError.Code
    let summary: String
    let blame: Blame

    init(_ vendorCode: Int, _ code: DeliveryError.Code, _ summary: String, blame: Blame = .usual) {
        self.vendorCode = vendorCode
        self.code = code
        self.summary = summary
        self.blame = blame
    }

    var error: DeliveryError {
        DeliveryError(
            code, providerCode: String(vendorCode), summary: summary,
            countsAgainstProvider: blame == .numberOnly ? false : nil)
    }
}

/// A vendor's codes with their meanings.
struct VendorTable: Sendable {
    let rows: [VendorMeaning]
    private let byCode: [Int: VendorMeaning]

    init(_ rows: [VendorMeaning]) {
        self.rows = rows
        byCode = Dictionary(rows.map { ($0.vendorCode, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The meaning of a code; nil for one that is not in the table.
    func error(_ vendorCode: Int) -> DeliveryError? { byCode[vendorCode]?.error }
}

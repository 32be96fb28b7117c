import HTTPTransport
import Testing

@testable import Delivery

@Suite("Vendors' codes")
struct VendorTableTests {
    typealias Row = (code: Int, meaning: DeliveryError.Code)

    static let twilio: [DeliveryError.Code: [Int]] = [
        .invalidDestination: [21211, 21265, 21604, 21614, 21201, 21217, 30005, 30006, 60205],
        .refused: [
            21266, 21408, 21602, 21608, 21610, 21612, 21617, 21203, 21214, 21215, 21216, 21219, 30003, 30004, 30007,
            30008, 60200, 60220, 60247, 60331, 60605,
        ],
        .fraudSuspected: [30450, 60238, 60410],
        .throttled: [20429, 21611, 30001, 30022, 60202, 60203, 60207, 60212, 60245],
        .unavailable: [20503],
        .misconfigured: [
            20003, 20005, 20008, 20404, 21212, 21603, 21606, 21205, 21210, 32018, 30002, 30032, 30034, 60204, 60206,
            60223, 60239,
        ],
        .fateUnknown: [20500],
    ]

    static let eightByEight: [DeliveryError.Code: [Int]] = [
        .invalidDestination: [1002, 1009, 3002, 3003, 3018, -1017],
        .refused: [1000, 1003, 1004, 1006, 1010, 3004, 3005, 3006, 3009, -1002, -1015, -1016],
        .throttled: [1100, 1400],
        .misconfigured: [
            1001, 1005, 1014, 1200, 1201, 1300, 2001, 2002, 2003, 3011, 3020, -1001, -1007, -1009, -1010, -1011, -1012,
            -1013, -1014,
        ],
        .fateUnknown: [2000, -9999],
    ]

    static let azure: [DeliveryError.Code: [Int]] = [
        .invalidDestination: [400], .refused: [422], .throttled: [429], .unavailable: [408, 503],
        .misconfigured: [401, 403, 404], .fateUnknown: [500],
    ]

    /// Codes that say nothing against the provider although their reason usually does.
    static let ofOneNumber: Set<Int> = [60202, 60203, 60207, 60212, 60245, 1400]

    @Test(
        "Every row means what it should",
        arguments: [
            ("twilio", TwilioErrors.table, twilio), ("8x8", EightByEightErrors.table, eightByEight),
            ("acs", AzureErrors.recipientTable, azure),
        ])
    func rows(vendor: String, table: VendorTable, expected: [DeliveryError.Code: [Int]]) throws {
        var remaining = Set(table.rows.map(\.vendorCode))
        #expect(remaining.count == table.rows.count, "a code stands twice")
        for (meaning, codes) in expected {
            for code in codes {
                let error = try #require(table.error(code), "\(vendor) \(code)")
                #expect(error.code == meaning, "\(vendor) \(code)")
                #expect(error.providerCode == String(code))
                #expect(!error.summary.isEmpty)
                if Self.ofOneNumber.contains(code) { #expect(!error.countsAgainstProvider, "\(vendor) \(code)") }
                remaining.remove(code)
            }
        }
        #expect(remaining == [], "rows that this test does not know")
    }

    @Test(
        "Twilio's answers are read by code, then by range, then by status",
        arguments: [
            (
                400, #"{"code":21211,"message":"The 'To' number is not valid","status":400}"#,
                DeliveryError.Code.invalidDestination
            ),
            (400, #"{"code":60200,"message":"Invalid parameter: To"}"#, .invalidDestination),
            (400, #"{"code":60200,"message":"Invalid parameter `To`: +14255550123"}"#, .invalidDestination),
            (400, #"{"code":60200,"message":"Invalid parameter: CustomCode"}"#, .refused),
            (400, #"{"code":21299,"message":"new"}"#, .refused),
            (429, #"{"code":60299,"message":"new"}"#, .throttled),
            (403, #"{"code":60999,"message":"new"}"#, .refused),
            (401, #"{"code":70002,"message":"new"}"#, .misconfigured),
            (429, #"{"code":20429,"message":"Too many requests"}"#, .throttled),
            (500, "<html>", .fateUnknown), (502, "", .fateUnknown), (504, "", .fateUnknown), (503, "", .unavailable),
            (429, "", .throttled), (401, "{}", .misconfigured), (302, "", .misconfigured), (200, "hello", .fateUnknown),
        ])
    func twilioAnswers(status: Int, body: String, meaning: DeliveryError.Code) {
        let error = TwilioErrors.error(OutboundResponse(status: status, body: Array(body.utf8)))
        #expect(error.code == meaning)
        #expect(!error.description.contains("4255550123"))
    }

    @Test(
        "8x8's answers are read by code, also where it is the HTTP status",
        arguments: [
            (
                400, #"{"code":1002,"message":"Invalid MSISDN format","errorId":"x"}"#,
                DeliveryError.Code.invalidDestination
            ),
            (422, #"{"sessionStatus":"NOT_CREATED","statusCode":-1014,"statusMessage":"no"}"#, .misconfigured),
            (200, #"{"sessionStatus":"NOT_CREATED","statusCode":-1002,"statusMessage":"no"}"#, .refused),
            (200, #"{"sessionStatus":"NOT_CREATED","statusCode":500,"statusMessage":"no"}"#, .fateUnknown),
            (401, #"{"sessionStatus":"NOT_CREATED","statusCode":401,"statusMessage":"no"}"#, .misconfigured),
            (400, #"{"code":9999,"message":"new"}"#, .refused),
            (426, "", .misconfigured), (429, "", .throttled), (500, "", .fateUnknown), (503, "", .unavailable),
        ])
    func eightByEightAnswers(status: Int, body: String, meaning: DeliveryError.Code) {
        #expect(EightByEightErrors.error(OutboundResponse(status: status, body: Array(body.utf8))).code == meaning)
    }

    @Test("A transport's failure is unsent only when that is sure", arguments: TransportError.Code.allCases)
    func transport(code: TransportError.Code) {
        let sent = VendorExchange.failure(TransportError(code, "x"))
        #expect(sent.code == (code == .connect ? .unavailable : .fateUnknown))
        let unsent = VendorExchange.failure(TransportError(code, isRequestUnsent: true, "x"))
        #expect(unsent.code == .unavailable)
        #expect(sent.permitsNextProvider && sent.countsAgainstProvider)
    }

    @Test(
        "Only a bad number and fraud end the search; only the provider's own faults count against it",
        arguments: [
            (DeliveryError.Code.invalidDestination, false, false), (.fraudSuspected, false, false),
            (.refused, true, false),
            (.throttled, true, true), (.unavailable, true, true), (.misconfigured, true, true),
            (.fateUnknown, true, true),
        ])
    func consequences(code: DeliveryError.Code, next: Bool, counts: Bool) {
        let error = DeliveryError(code, summary: "x")
        #expect(error.permitsNextProvider == next)
        #expect(error.countsAgainstProvider == counts)
    }
}

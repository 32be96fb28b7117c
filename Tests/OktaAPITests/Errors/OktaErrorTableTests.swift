import HTTPTransport
import OktaAPI
import Testing

/// A code as Okta's documentation lists it, with the status it comes with, and what a call makes of it.
struct ListedCode: Sendable, CustomTestStringConvertible {
    let status: Int
    let code: String
    let meaning: OktaError.Code

    var testDescription: String { code }

    init(_ status: Int, _ code: String, _ meaning: OktaError.Code) {
        self.status = status
        self.code = code
        self.meaning = meaning
    }

    static let all = [
        ListedCode(400, "E0000001", .refusedRequest), ListedCode(400, "E0000003", .refusedRequest),
        ListedCode(401, "E0000004", .unauthorized), ListedCode(403, "E0000005", .forbidden),
        ListedCode(403, "E0000006", .forbidden), ListedCode(404, "E0000007", .notFound),
        ListedCode(404, "E0000008", .notFound), ListedCode(500, "E0000009", .unavailable),
        ListedCode(503, "E0000010", .unavailable), ListedCode(401, "E0000011", .unauthorized),
        ListedCode(400, "E0000031", .badSearch), ListedCode(403, "E0000038", .userUnusable),
        ListedCode(429, "E0000047", .rateLimited), ListedCode(504, "E0000067", .unavailable),
        ListedCode(403, "E0000068", .wrongPasscode), ListedCode(403, "E0000069", .locked),
        ListedCode(202, "E0000070", .accepted), ListedCode(403, "E0000073", .rejected),
        ListedCode(400, "E0000074", .unavailable), ListedCode(403, "E0000079", .refusedRequest),
        ListedCode(403, "E0000082", .passcodeReused), ListedCode(403, "E0000083", .passcodeOutsideWindow),
        ListedCode(403, "E0000097", .factorUnusable), ListedCode(400, "E0000098", .factorUnusable),
        ListedCode(403, "E0000099", .factorUnusable), ListedCode(429, "E0000109", .recentlySent),
        ListedCode(403, "E0000119", .locked), ListedCode(429, "E0000133", .recentlySent),
        ListedCode(504, "E0000137", .unavailable), ListedCode(500, "E0000138", .unavailable),
        ListedCode(503, "E0000139", .unavailable), ListedCode(400, "E0000140", .factorUnusable),
        ListedCode(429, "E0000146", .limited), ListedCode(429, "E0000147", .limited),
        ListedCode(403, "E0000150", .limited), ListedCode(403, "E0000151", .limited),
        ListedCode(410, "E0000154", .factorUnusable), ListedCode(423, "E0000155", .userUnusable),
        ListedCode(410, "E0000156", .userUnusable), ListedCode(423, "E0000180", .factorUnusable),
        ListedCode(429, "E0000186", .limited), ListedCode(429, "E0000204", .limited),
        ListedCode(429, "E0000205", .limited), ListedCode(400, "E0000226", .factorUnusable),
        ListedCode(403, "E0000247", .factorUnusable), ListedCode(400, "E0000264", .factorUnusable),
    ]
}

@Suite("Okta's error codes")
struct OktaErrorTableTests {
    @Test("Every listed code is read from an answer, and nothing but codes and ids is told", arguments: ListedCode.all)
    func listed(row: ListedCode) async {
        let transport = ScriptedTransport { _ in
            .json(
                """
                {"errorCode":"\(row.code)","errorSummary":"private words","errorId":"oae1-_x",
                 "errorCauses":[{"errorSummary":"918273 of jane@example.com"}]}
                """, status: row.status, headers: [("X-Okta-Request-Id", "req1")])
        }
        let error = await #expect(throws: OktaError.self) {
            try await makeClient(transport).verify(user: "00u1", factor: "f", passCode: "918273", deadline: soon)
        }
        #expect(error?.code == row.meaning)
        #expect(error?.oktaCode == row.code)
        #expect(error?.status == row.status)
        #expect(error?.requestID == "req1")
        #expect(error?.errorID == "oae1-_x")
        #expect(error?.fate == .answered)
        let line = "Okta \(row.meaning.rawValue), \(row.code), HTTP \(row.status), request req1, error oae1-_x"
        // The one about a role has words of ours besides.
        #expect(error?.description == (error?.hint.map { "\(line): \($0.mend)" } ?? line))
        #expect((error?.hint != nil) == (row.code == "E0000006"))
        #expect(error?.explanation == nil)
        #expect(transport.requests.count == 1)
    }

    @Test("The table and the list hold the same codes")
    func complete() {
        #expect(Set(ListedCode.all.map(\.code)) == Set(OktaErrorTable.meanings.keys))
        #expect(ListedCode.all.count == OktaErrorTable.meanings.count)
    }

    @Test(
        "A code that nobody knows is read by its status",
        arguments: [
            (401, OktaError.Code.unauthorized), (403, .forbidden), (404, .notFound), (410, .notFound),
            (423, .userUnusable), (429, .rateLimited), (400, .refusedRequest), (500, .unavailable), (302, .unavailable),
        ])
    func byStatus(status: Int, meaning: OktaError.Code) {
        #expect(OktaErrorTable.meaning(of: "E9999999", status: status) == meaning)
        #expect(OktaErrorTable.meaning(of: nil, status: status) == meaning)
    }

    @Test(
        "An error that is no error object is read by its status",
        arguments: ["", "<html>", #"{"errorCode":5}"#, #"{"errorCode":"E1\n2","errorId":"a b"}"#, "[]"])
    func bodies(body: String) async {
        let transport = ScriptedTransport { _ in
            .json(body, status: 503, headers: [("X-Okta-Request-Id", "\u{1B}[31m forged")])
        }
        let error = await #expect(throws: OktaError.self) {
            try await makeClient(transport).sendPush(user: "u", factor: "f", numberChallenge: true, deadline: soon)
        }
        #expect(error?.description == "Okta unavailable, HTTP 503")
    }

    @Test(
        "What happened on the way is told",
        arguments: [
            (TransportError(.timeout, "x"), OktaError.Code.timeout, OktaError.Fate.unknown),
            (TransportError(.timeout, isRequestUnsent: true, "x"), .timeout, .unsent),
            (TransportError(.interrupted, "x"), .unavailable, .unknown),
            (TransportError(.connect, "x"), .unavailable, .unsent),
            (TransportError(.tooLarge, "x"), .malformedAnswer, .unknown),
            (TransportError(.cancelled, "x"), .unavailable, .unknown),
        ])
    func transport(failure: TransportError, code: OktaError.Code, fate: OktaError.Fate) async {
        let transport = ScriptedTransport { _ throws(TransportError) in throw failure }
        let error = await #expect(throws: OktaError.self) {
            try await makeClient(transport).poll(link: organisation + "/x", deadline: soon)
        }
        #expect(error?.code == code)
        #expect(error?.fate == fate)
    }
}

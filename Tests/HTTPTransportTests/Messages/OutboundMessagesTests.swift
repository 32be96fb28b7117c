import Foundation
import HTTPTransport
import Texts
import Testing

@Suite("Requests and answers as values")
struct OutboundMessagesTests {
    @Test("Header names compare without case")
    func headers() {
        var headers = OutboundHeaders([("A", "1"), ("a", "2")])
        #expect(headers["a"] == "1")
        headers["A"] = "3"
        #expect(headers.values(of: "a") == ["3"])
        headers["a"] = nil
        #expect(headers == OutboundHeaders())
    }

    @Test("Descriptions hold neither addresses nor tokens nor bodies")
    func descriptions() {
        let headers = OutboundHeaders([("Authorization", "SSWS 00secret")])
        let request = OutboundRequest(
            method: "GET", url: "https://x/?q=+15551234567", headers: headers, body: [1], upstream: "okta",
            operation: "search")
        #expect("\(request)" == "GET okta search")
        #expect("\(headers)" == "Authorization")
        #expect("\(OutboundResponse(status: 200, headers: headers, body: Array("secret".utf8)))" == "HTTP 200, 6 bytes")
    }

    @Test(
        "Dates of HTTP are read, and nothing else",
        arguments: [
            ("Tue, 26 Mar 2019 16:06:51 GMT", 1_553_616_411), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("26 Mar 2019 16:06:51 GMT", nil), ("Tue, 99 Mar 2019 16:06:51 GMT", nil), ("", nil), ("now", nil),
            ("Tue, 26 Foo 2019 16:06:51 GMT", nil), ("Tue, 26 Mar 2019 16:06:51 CET", nil),
        ] as [(String, TimeInterval?)])
    func dates(text: String, seconds: TimeInterval?) {
        #expect(HTTPDate.read(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "Retry-After is read as seconds or as a date by the server's own clock",
        arguments: [
            ("2", nil, 2), (" 7 ", nil, 7), ("-3", nil, 0), ("999999999999", nil, 86_400), ("soon", nil, nil),
            ("Tue, 26 Mar 2019 16:06:54 GMT", "Tue, 26 Mar 2019 16:06:51 GMT", 3),
            ("Tue, 26 Mar 2019 16:06:54 GMT", nil, 4), ("Tue, 26 Mar 2019 16:06:00 GMT", nil, 0),
        ] as [(String, String?, Int?)])
    func retryAfter(text: String, date: String?, seconds: Int?) {
        var headers = OutboundHeaders([("Retry-After", text)])
        headers["Date"] = date
        let here = Date(timeIntervalSince1970: 1_553_616_410)
        let wait = OutboundResponse(status: 429, headers: headers).retryAfter(at: here)
        #expect(wait == seconds.map { .seconds($0) })
    }
}

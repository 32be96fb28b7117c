import Foundation
import HTTPTransport
import Testing

@testable import Delivery

@Suite("Azure Communication Services")
struct AzureTests {
    static let key = "c2VjcmV0LWFjY2Vzcy1rZXktMDEyMzQ1Njc4OWFiY2Q="
    let house = VendorHouse()

    func settings(_ endpoint: String = "https://contoso.communication.azure.com") throws -> AzureSMSSettings {
        AzureSMSSettings(
            connection: try AzureConnection(endpoint: endpoint, accessKey: Self.key), from: "+18005551234")
    }

    @Test("The signature is the known one")
    func signature() throws {
        // Computed with Azure's own SDK.
        let body = #"{"from":"+18005551234","smsRecipients":[{"to":"+14255550123"}],"message":"Your code is 123456"}"#
        let headers = AzureSignature.headers(
            method: "POST", pathAndQuery: "/sms?api-version=2021-03-07", body: Array(body.utf8),
            connection: try settings().connection, date: Date(timeIntervalSince1970: 1_711_469_211))
        #expect(
            headers.map { "\($0.0): \($0.1)" } == [
                "x-ms-date: Tue, 26 Mar 2024 16:06:51 GMT",
                "x-ms-content-sha256: ZzFYdWLfy1rl9QMOdio/mLakOt7mDwk5nLFHDYm+7NI=",
                "Authorization: HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256"
                    + "&Signature=TQK26/KSNxP4J/PR9Oi5AJ8BpDSh1rVyn30FmdEeOKM=",
            ])
    }

    @Test(
        "Connection strings are read in any order and case",
        arguments: [
            (
                "endpoint=https://contoso.communication.azure.com/;accesskey=\(key)",
                "https://contoso.communication.azure.com"
            ),
            (
                "AccessKey=\(key); Endpoint=https://Contoso.communication.azure.com",
                "https://contoso.communication.azure.com"
            ),
            (
                "endpoint=https://contoso.communication.azure.com//;accesskey=\(key);",
                "https://contoso.communication.azure.com"
            ),
            ("endpoint=http://127.0.0.1:9405;accesskey=\(key)", "http://127.0.0.1:9405"),
            ("endpoint=http://localhost:9405/;accesskey=\(key)", "http://localhost:9405"),
            ("endpoint=http://[::1]:9405/;accesskey=\(key)", "http://[::1]:9405"),
        ])
    func connectionStrings(text: String, endpoint: String) throws {
        #expect(try AzureConnection(text).endpoint == endpoint)
    }

    @Test(
        "Other connection strings are refused by what is wrong",
        arguments: [
            ("", AzureConnection.Fault.missingEndpoint), ("endpoint", .malformed),
            ("endpoint=https://a.example", .missingKey), ("accesskey=\(key)", .missingEndpoint),
            ("endpoint=https://a.example;accesskey=***", .badKey), ("endpoint=https://a.example;accesskey=", .badKey),
            ("endpoint=http://a.example;accesskey=\(key)", .badEndpoint),
            ("endpoint=http://127.0.0.1.evil.example;accesskey=\(key)", .badEndpoint),
            ("endpoint=https://a.example/path;accesskey=\(key)", .badEndpoint),
            ("endpoint=https://user@a.example;accesskey=\(key)", .badEndpoint),
            ("endpoint=ftp://a.example;accesskey=\(key)", .badEndpoint),
            ("endpoint=https://;accesskey=\(key)", .badEndpoint),
            ("endpoint=https://a.example:0;accesskey=\(key)", .badEndpoint),
            ("endpoint=https://a.example:65536;accesskey=\(key)", .badEndpoint),
            ("endpoint=https://a.example/#b;accesskey=\(key)", .badEndpoint),
            ("endpoint=https://a.example?b;accesskey=\(key)", .badEndpoint),
        ])
    func badConnectionStrings(text: String, fault: AzureConnection.Fault) {
        #expect(throws: fault) { try AzureConnection(text) }
    }

    @Test("A message can be repeated without being sent twice")
    func request() throws {
        let message = try Samples.message()
        let request = AzureSMSSender.request(message, try settings(), now: ManualTime.date.addingTimeInterval(2))
        #expect(request.url == "https://contoso.communication.azure.com/sms?api-version=2021-03-07")
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == #"{"from":"+18005551234","message":"Your code is 738264","smsRecipients":["#
                + #"{"repeatabilityFirstSent":"Thu, 28 May 2026 20:26:40 GMT","#
                + #""repeatabilityRequestId":"\#(AzureSMSSender.repeatabilityID(of: "event-1"))","to":"+14255550123"}],"#
                + #""smsSendOptions":{"enableDeliveryReport":true,"tag":"event-1","validityPeriodSeconds":300}}"#)
        let later = AzureSMSSender.request(message, try settings(), now: ManualTime.date.addingTimeInterval(2.5))
        #expect(later.body == request.body)
        #expect(request.headers["x-ms-date"] == "Thu, 28 May 2026 20:26:42 GMT")
    }

    @Test("The repeated request's id is a UUID of version 5, the same for the same event only")
    func repeatability() {
        let id = AzureSMSSender.repeatabilityID(of: "event-1")
        #expect(UUID(uuidString: id) != nil)
        #expect(Array(id)[14] == "5")
        #expect("89ab".contains(Array(id)[19]))
        #expect(AzureSMSSender.repeatabilityID(of: "event-1") == id)
        #expect(AzureSMSSender.repeatabilityID(of: "event-2") != id)
    }

    @Test("A code whose end makes no sense was first sent now", arguments: [-100_000.0, 100_000])
    func firstSent(seconds: Double) throws {
        let message = try Samples.message(expiresIn: seconds)
        #expect(AzureSMSSender.firstSent(message, now: ManualTime.date) == ManualTime.date)
    }

    @Test(
        "Each recipient's result inside a 202 counts",
        arguments: [
            (202, recipient(202, true), nil as DeliveryError.Code?),
            (202, recipient(400, false), .invalidDestination), (202, recipient(401, false), .misconfigured),
            (202, recipient(404, false), .misconfigured), (202, recipient(429, false), .throttled),
            (202, recipient(500, false), .fateUnknown), (202, recipient(503, false), .unavailable),
            (202, recipient(202, false), .refused), (202, recipient(418, false), .refused),
            (202, #"{"value":[]}"#, .fateUnknown), (202, "", .fateUnknown),
            (400, #"{"error":{"code":"BadRequest"}}"#, .refused), (401, "", .misconfigured), (429, "", .throttled),
            (500, "", .fateUnknown), (503, "", .unavailable),
        ])
    func answers(status: Int, body: String, expected: DeliveryError.Code?) async throws {
        let sender = try settings().makeSender(house.parts(house.transport(.json(body, status: status))))
        #expect(try await failure(of: sender, on: Samples.message(), deadline: house.deadline)?.code == expected)
    }

    @Test("The receipt is the message's id")
    func receipt() async throws {
        let sender = try settings("http://127.0.0.1:9405").makeSender(
            house.parts(house.transport(.json(Self.recipient(202, true), status: 202))))
        let receipt = try await sender.send(Samples.message(), deadline: house.deadline)
        #expect(receipt == DeliveryReceipt(reference: "Outgoing_1", metadata: "repeatability=accepted"))
    }

    static func recipient(_ status: Int, _ successful: Bool) -> String {
        #"{"value":[{"to":"+1","messageId":"Outgoing_1","httpStatusCode":\#(status),"repeatabilityResult":"accepted","#
            + #""successful":\#(successful),"errorMessage":null}]}"#
    }
}

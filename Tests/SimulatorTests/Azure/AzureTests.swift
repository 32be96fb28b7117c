import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Azure's text API is as strict as Azure's", .timeLimit(.minutes(2)))
struct AzureTests {
    static let ada = "+15550100001"
    static let path = "/sms?api-version=2021-03-07"

    static func body(_ changes: [String: JSON] = [:], options: JSON = ["enableDeliveryReport": true, "tag": "event-1"])
        -> JSON
    {
        .object(
            [
                "from": "+15550109009", "message": "Your code is 123456", "smsSendOptions": options,
                "smsRecipients": [
                    [
                        "to": "+15550100001", "repeatabilityRequestId": "9d0b7d0e-2c0f-5c3a-9a6e-1b2c3d4e5f60",
                        "repeatabilityFirstSent": "Tue, 26 Mar 2024 16:06:51 GMT",
                    ]
                ],
            ].merging(changes) { $1 })
    }

    /// Sends a signed request.
    private func post(
        _ simulation: Simulation, _ body: JSON, path: String = path, date: Date = Date(),
        key: String = AzureResource().accessKey
    ) async throws -> (status: Int, json: JSON) {
        let url = simulation.endpoints.acs + path
        let parts = try #require(URLComponents(string: url))
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let signature = AzureSignature(
            method: "POST", pathAndQuery: path, host: "127.0.0.1:\(parts.port ?? 0)",
            date: formatter.string(from: date), contentHash: AzureSignature.hash(body.bytes), signature: "")
        let value = AzureSignature.sign(signature, key: key) ?? ""
        let answer = try await World.send(
            .POST, url, body: body.text,
            headers: [
                ("x-ms-date", signature.date), ("x-ms-content-sha256", signature.contentHash),
                (
                    "Authorization",
                    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=\(value)"
                ),
            ])
        return (answer.status, JSON(Array(answer.text.utf8)) ?? .null)
    }

    @Test("The signature is the one that Azure's algorithm gives for a known request")
    func vector() {
        let body = Array(
            #"{"from":"+18005551234","smsRecipients":[{"to":"+14255550123"}],"message":"Your code is 123456"}"#.utf8)
        #expect(AzureSignature.hash(body) == "ZzFYdWLfy1rl9QMOdio/mLakOt7mDwk5nLFHDYm+7NI=")
        let parts = AzureSignature(
            method: "POST", pathAndQuery: Self.path, host: "contoso.communication.azure.com",
            date: "Tue, 26 Mar 2024 16:06:51 GMT", contentHash: AzureSignature.hash(body), signature: "")
        let key = "c2VjcmV0LWFjY2Vzcy1rZXktMDEyMzQ1Njc4OWFiY2Q="
        #expect(AzureSignature.sign(parts, key: key) == "TQK26/KSNxP4J/PR9Oi5AJ8BpDSh1rVyn30FmdEeOKM=")
    }

    @Test("A message reaches the handset; the result of each recipient stands inside a 202")
    func delivers() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let made = try await post(simulation, Self.body())
            #expect(made.status == 202)
            let result = try #require(made.json["value"]?.array?.first)
            #expect(result["successful"] == true)
            #expect(result["httpStatusCode"] == 202)
            #expect(result["messageId"]?.string?.hasPrefix("Outgoing_") == true)
            #expect(await simulation.messages(to: Self.ada).map(\.carrier) == [.acsSMS])
        }
    }

    @Test(
        "The same repeatable request again sends nothing and has the same answer; another one under its id is rejected")
    func repeats() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let first = try await post(simulation, Self.body())
            let second = try await post(simulation, Self.body())
            #expect(first.json == second.json)
            #expect(await simulation.messages(to: Self.ada).count == 1)
            let other = try await post(simulation, Self.body(["message": "Your code is 654321"]))
            let result = try #require(other.json["value"]?.array?.first)
            #expect(result["successful"] == false)
            #expect(result["repeatabilityResult"] == "rejected")
            #expect(await simulation.messages(to: Self.ada).count == 1)
        }
    }

    @Test("A wrong key, an old date, a body that was changed and no signature are denied")
    func denies() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            #expect(try await post(simulation, Self.body(), key: "d3Jvbmc=").status == 401)
            #expect(try await post(simulation, Self.body(), date: Date(timeIntervalSinceNow: -3600)).status == 401)
            let unsigned = try await World.send(.POST, simulation.endpoints.acs + Self.path, body: Self.body().text)
            #expect(unsigned.status == 401)
            #expect(JSON(Array(unsigned.text.utf8))?["error"]?["code"] == "Denied")
            #expect(await simulation.messages(to: Self.ada).isEmpty)
        }
    }

    @Test("What is wrong with the request is a 400, what is wrong with a recipient stands in its result")
    func refuses() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            for body in [
                Self.body(["message": ""]), Self.body(["smsRecipients": []]), Self.body(["from": .null]),
                Self.body(options: ["tag": "x"]),
            ] {
                #expect(try await post(simulation, body).status == 400)
            }
            #expect(try await post(simulation, Self.body(), path: "/sms").status == 400)
            #expect(try await post(simulation, Self.body(), path: "/sms?api-version=2020-01-01").status == 400)
            let recipients: [(JSON, Int)] = [
                (["to": "15550100001"], 400),
                (["to": "+15550100001", "repeatabilityRequestId": "x", "repeatabilityFirstSent": "y"], 400),
            ]
            for (recipient, status) in recipients {
                let made = try await post(simulation, Self.body(["smsRecipients": [recipient]]))
                #expect(made.status == 202)
                #expect(made.json["value"]?.array?.first?["httpStatusCode"] == .integer(status))
            }
            let foreign = try await post(simulation, Self.body(["from": "+15550107777"]))
            #expect(foreign.json["value"]?.array?.first?["httpStatusCode"] == 404)
        }
    }

    @Test("Faults: a recipient without success, and a message that is accepted and never delivered")
    func faults() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            await simulation.add(Fault(.rejected(code: "429"), at: .acs, count: 1))
            let made = try await post(simulation, Self.body())
            #expect(made.json["value"]?.array?.first?["httpStatusCode"] == 429)
            await simulation.add(Fault(.undelivered(), at: .acs, count: 1))
            let accepted = try await post(simulation, Self.body())
            #expect(accepted.json["value"]?.array?.first?["successful"] == true)
            #expect(await simulation.messages(to: Self.ada).isEmpty)
            // The endpoint does not answer the handshake, so it gets nothing else.
            let came = await endpoint.wait(for: 1, at: "/delivery-reports/acs")
            #expect(came.count == 1)
            #expect(came.first?.header("aeg-event-type") == "SubscriptionValidation")
        }
    }

    @Test("After the handshake reports come in a batch, in Event Grid's own schema")
    func eventGrid() async throws {
        let clock = ManualClock()
        try await TestEndpoint.with(
            SimulatorConfiguration(port: 0, clock: clock),
            answer: { request in
                let code = request.json.array?.first?["data"]?["validationCode"]?.string
                return (200, code.map { "{\"validationResponse\":\"\($0)\"}" } ?? "")
            },
            { simulation, endpoint in
                _ = try await post(simulation, Self.body(), date: clock.date)
                let second: JSON = [["to": "+15550100002"]]
                _ = try await post(simulation, Self.body(["smsRecipients": second]), date: clock.date)
                let came = await endpoint.wait(for: 2, at: "/delivery-reports/acs", moving: clock)
                #expect(came.allSatisfy { $0.header("Authorization") == "simulated-reports-secret" })
                let batch = try #require(came.last)
                #expect(batch.header("aeg-event-type") == "Notification")
                #expect(batch.json.array?.count == 2)
                let event = try #require(batch.json.array?.first)
                #expect(event["eventType"] == "Microsoft.Communication.SMSDeliveryReportReceived")
                #expect(event["data"]?["deliveryStatus"] == "Delivered")
                #expect(event["data"]?["Tag"] == "event-1")
                #expect(event["data"]?["from"] == "15550109009")
            })
    }

    @Test("In the schema of CloudEvents the handshake is an OPTIONS request, and one event stands alone")
    func cloudEvents() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            await simulation.subscribeEventGrid(
                url: "/delivery-reports/acs?token=t", authorization: nil, usesCloudEvents: true)
            _ = try await post(simulation, Self.body())
            let came = await endpoint.wait(for: 2, at: "/delivery-reports/acs")
            #expect(came.map(\.method) == ["OPTIONS", "POST"])
            #expect(came.first?.header("WebHook-Request-Origin") == "eventgrid.azure.net")
            let event = try #require(came.last)
            #expect(event.query == "token=t")
            #expect(event.header("Content-Type")?.hasPrefix("application/cloudevents+json") == true)
            #expect(event.json["specversion"] == "1.0")
            #expect(event.json["type"] == "Microsoft.Communication.SMSDeliveryReportReceived")
        }
    }
}

import Clocks
import Crypto
import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import NIOCore
import Testing

@testable import Web

@Suite("Delivery reports over HTTP")
struct DeliveryReportTests {
    private static let json: HTTPFields = [.contentType: "application/json"]

    private func twilioFailed(_ id: String = "SM1") -> [(String, String)] {
        [("MessageSid", id), ("MessageStatus", "undelivered"), ("ErrorCode", "30003"), ("To", HookHouse.number)]
    }

    private func eightByEight(_ umid: String, _ state: String) -> String {
        """
        {"namespace":"SMS","eventType":"outbound_message_status_changed","payload":{"umid":"\(umid)",\
        "status":{"state":"\(state)","errorCode":15}}}
        """
    }

    private func azure(_ id: String, _ status: String) -> String {
        """
        {"id":"1","eventType":"Microsoft.Communication.SMSDeliveryReportReceived","data":{"messageId":"\(id)",\
        "from":"1555","to":"\(HookHouse.number)","deliveryStatus":"\(status)","Tag":"e1"}}
        """
    }

    @Test("Undelivered at Twilio: the next provider sends the same code, once")
    func again() async throws {
        let house = try HookHouse()
        _ = try await house.hook(HookHouse.event("e1"))
        let path = "/delivery-reports/twilio?event=e1"
        #expect(try await house.signed(path, twilioFailed()).status == 200)
        #expect(try await house.signed(path, twilioFailed()).status == 200)
        #expect(await house.outbox.count == 1)
        await house.delivery.worker.workOff()
        #expect(house.transport.requests.map(\.upstream) == ["twilio", "8x8"])
        let body = house.transport.requests.last?.body.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(body.contains("Your code is \(HookHouse.code)"))
        #expect(await house.log.sends(of: "e1").map(\.stage) == [.undelivered, .accepted])
        let secret: HTTPFields = [.authorization: "reports-secret", .contentType: "application/json"]
        let report = eightByEight("u1", "delivered")
        #expect(try await house.send("/delivery-reports/8x8", report, headers: secret).status == 200)
        #expect(await house.log.sends(of: "e1").map(\.stage) == [.undelivered, .delivered])
        #expect(await house.journal.entries.contains { $0.eventID == "e1" && "\($0.occurrence)".contains("sentAgain") })
    }

    @Test("Twilio's must be signed, by form or as JSON with its digest")
    func signed() async throws {
        let house = try HookHouse()
        _ = try await house.hook(HookHouse.event("e1"))
        #expect(try await house.signed("/delivery-reports/twilio", twilioFailed(), key: "other").status == 403)
        #expect(try await house.send("/delivery-reports/twilio", "MessageSid=SM1").status == 403)
        let body = #"{"MessageSid":"SM1","MessageStatus":"delivered","Segments":1,"Extra":{"a":[]}}"#
        let digest = SHA256.hash(data: Data(body.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let path = "/delivery-reports/twilio?event=e1&bodySHA256=\(digest)"
        var headers = Self.json
        headers[.twilioSignature] = Line.sign(House.publicURL + path, [], key: House.token)
        #expect(try await house.send(path, body + " ", headers: headers).status == 403)
        #expect(try await house.send(path, body, headers: headers).status == 200)
        #expect(await house.log.sends(of: "e1").map(\.stage) == [.delivered])
    }

    @Test("Twilio's that tell nothing are 400 with words, those that tell something new are taken")
    func twilioBodies() async throws {
        let house = try HookHouse()
        let answer = try await house.signed("/delivery-reports/twilio", [("Hello", "there")])
        #expect(answer.status == 400 && answer.body.contains("status of no message"))
        let path = "/delivery-reports/twilio"
        #expect(try await house.signed(path, [("MessageSid", "SM9"), ("MessageStatus", "teleported")]).status == 200)
    }

    @Test("8x8's and Azure's must present the secret", arguments: ["/delivery-reports/8x8", "/delivery-reports/acs"])
    func secret(path: String) async throws {
        let house = try HookHouse { $0.reportsSecret = "a+b c" }
        for (query, header) in [
            ("", nil), ("?token=", ""), ("?token=a%2Bb", "a+b"), ("?tokens=a%2Bb%20c", "Bearer a+b c"),
        ] {
            var headers = Self.json
            headers[.authorization] = header
            #expect(try await house.send(path + query, "{", headers: headers).status == 401)
        }
        for (query, header) in [("?token=a%2Bb%20c", nil), ("?token=x&token=a%2Bb+c", "wrong"), ("", "a+b c")] {
            var headers = Self.json
            headers[.authorization] = header
            #expect(try await house.send(path + query, "[]", headers: headers).status == 200, "\(query)")
            let bad = try await house.send(path + query, "{", headers: headers)
            #expect(bad.status == 400 && bad.body.contains("no JSON"))
        }
        #expect(!house.logs.text.contains("a+b c") && !house.logs.text.contains("a%2Bb"))
        let closed = try HookHouse { $0.reportsSecret = nil }
        #expect(try await closed.send(path + "?token=", "[]", headers: [.authorization: ""]).status == 401)
    }

    @Test("Event Grid's handshakes are answered, and only to those who present the secret")
    func handshakes() async throws {
        let house = try HookHouse()
        let own = """
            [{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent",\
            "data":{"validationCode":"512d38b6","validationUrl":"https://evil.example/"}}]
            """
        let path = "/delivery-reports/acs?token=reports-secret"
        let answer = try await house.send(path, own, headers: Self.json)
        #expect(answer.status == 200 && answer.body == #"{"validationResponse":"512d38b6"}"#)
        let origin = try #require(HTTPField.Name("WebHook-Request-Origin"))
        let rate = try #require(HTTPField.Name("WebHook-Request-Rate"))
        let headers: HTTPFields = [origin: "eventgrid.azure.net", rate: "120"]
        let options = try await house.send(path, method: .options, headers: headers)
        #expect(options.status == 200)
        #expect(options.headers[try #require(HTTPField.Name("WebHook-Allowed-Origin"))] == "eventgrid.azure.net")
        #expect(options.headers[try #require(HTTPField.Name("WebHook-Allowed-Rate"))] == "*")
        #expect(try await house.send("/delivery-reports/acs", method: .options, headers: headers).status == 401)
        #expect(try await house.send(path, method: .options, headers: [origin: "a b\u{7f}/"]).status == 400)
        #expect(house.transport.requests.isEmpty)
    }

    @Test("Azure's batches are applied in both schemas")
    func batches() async throws {
        let house = try HookHouse()
        let storage = house.log
        let hook = try TelephonyHookRequest(Array(HookHouse.event("e1").utf8), defaultRegion: "US")
        let message = CodeMessage(
            eventID: "e1", code: hook.code, destination: hook.phoneNumber, channel: .sms,
            text: hook.text, locale: nil, expiresAt: Date().addingTimeInterval(300), userID: nil)
        for id in ["O1", "O2"] {
            await storage.attempted(
                CodeMessage(
                    eventID: id, code: message.code, destination: message.destination, channel: .sms, text: "",
                    locale: nil, expiresAt: message.expiresAt, userID: nil),
                [DeliveryAttempt(provider: "acs-sms", stage: .accepted, reference: id, startedAt: Date())])
        }
        let path = "/delivery-reports/acs?token=reports-secret"
        let batch = "[\(azure("O1", "Delivered")),\(azure("O1", "Delivered")),{}]"
        #expect(try await house.send(path, batch, headers: Self.json).status == 200)
        await house.delivery.worker.workOff()
        #expect(await storage.sends(of: "O1").map(\.stage) == [.delivered])
        let cloud = azure("O2", "Delivered").replacing("eventType", with: "type")
        let type: HTTPFields = [.contentType: "application/cloudevents+json"]
        #expect(try await house.send(path, cloud, headers: type).status == 200)
        #expect(await storage.sends(of: "O2").map(\.stage) == [.delivered])
    }

    @Test("Reports of sends that are not ours are taken, and Twilio does not wait for their search")
    func unknown() async throws {
        let house = try HookHouse()
        #expect(try await house.signed("/delivery-reports/twilio", twilioFailed("SM999")).status == 200)
        // The search is left to the worker.
        #expect(await house.outbox.count == 1)
        await house.delivery.worker.workOff()
        #expect(house.transport.requests.isEmpty)
    }

    @Test("What Twilio's fraud guard stopped goes out through nobody else", arguments: ["30450", "60410", "60238"])
    func fraud(code: String) async throws {
        let house = try HookHouse()
        _ = try await house.hook(HookHouse.event("e1"))
        let fields = twilioFailed().map { $0.0 == "ErrorCode" ? ($0.0, code) : $0 }
        #expect(try await house.signed("/delivery-reports/twilio?event=e1", fields).status == 200)
        await house.delivery.worker.workOff()
        #expect(house.transport.requests.count == 1)
        #expect(await house.log.sends(of: "e1").map(\.stage) == [.undelivered])
    }

    @Test("When the store fails or hangs the provider is asked to report again", arguments: [true, false])
    func store(hangs: Bool) async throws {
        let clock = HandClock()
        let house = try HookHouse {
            $0.stores = { _ in BrokenHookStore.stores(hangs: hangs) }
            // Nobody waits five seconds for a store that hangs.
            if hangs { $0.timing = clock.timing }
        }
        let answer = try await house.signed("/delivery-reports/twilio", twilioFailed())
        #expect(answer.status == 503 && answer.headers[.retryAfter] == "10")
        #expect(clock.pauses == (hangs ? [Duration.seconds(5)] : []))
    }
}

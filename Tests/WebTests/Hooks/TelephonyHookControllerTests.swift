import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import Web

@Suite("The telephony hook over HTTP")
struct TelephonyHookControllerTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func responder(
        _ transport: any HTTPTransport, secrets: [String] = ["right"], basic: (user: String, secret: String)? = nil,
        suppresses: Bool = true, blocked: [String] = []
    ) -> some HTTPResponder<AppContext> {
        var settings = HookDeliverySettings()
        settings.providers = [
            TwilioSMSSettings(
                access: TwilioAccess(accountSID: "AC1", secret: "s"), source: .number("+15550000000"),
                baseURL: "https://twilio.example", reportURL: nil),
            EightByEightSMSSettings(
                access: EightByEightAccess(apiKey: "k", subaccount: "sub"), source: "ACME",
                baseURL: "https://8x8.example", reportURL: nil),
        ]
        settings.sms = ["twilio-sms", "8x8-sms"]
        settings.blockedPrefixes = blocked
        settings.sendsPerNumber = (1000, 600)
        let router = Router(context: AppContext.self)
        TelephonyHookController(
            credentials: HookCredentials(headerName: "Authorization", headerSecrets: secrets, basic: basic),
            deliverer: .inProcess(settings, instance: "one", transport: transport, logger: Self.quiet),
            settings: TelephonyHookSettings(
                budget: .milliseconds(2500), suppressesRefused: suppresses, defaultRegion: "US")
        ).addRoutes(to: router)
        return router.buildResponder()
    }

    private func post(
        _ responder: some HTTPResponder<AppContext>, _ body: String, authorization: String? = "right",
        path: String = "/telephony-hook"
    ) async throws -> (status: Int, body: String) {
        let app = Application(responder: responder, logger: Self.quiet)
        return try await app.test(.router) { client in
            var headers: HTTPFields = [.contentType: "application/json"]
            headers[.authorization] = authorization
            return try await client.execute(
                uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)
            ) { ($0.status.code, String(buffer: $0.body)) }
        }
    }

    private func event(_ id: String, number: String = "+15551230001", channel: String = "SMS") -> String {
        """
        {"eventId":"\(id)","data":{"userProfile":{"userId":"00u1"},"messageProfile":{"msgTemplate":"Your code is 918273",\
        "phoneNumber":"\(number)","otpCode":"918273","deliveryChannel":"\(channel)","locale":"EN-US"}}}
        """
    }

    private func twilioTakes() -> ScriptedTransport {
        ScriptedTransport { _ in .json(#"{"sid":"SM1","status":"queued"}"#, status: 201) }
    }

    @Test(
        "A code is sent once and the answer is Okta's, without code and number",
        arguments: ["/telephony-hook", "/api/okta-telephony"])
    func sent(path: String) async throws {
        let transport = twilioTakes()
        let responder = responder(transport)
        let answer = try await post(responder, event("e1"), path: path)
        #expect(answer.status == 200)
        #expect(answer.body.contains(#""status":"SUCCESSFUL""#) && answer.body.contains(#""provider":"twilio-sms""#))
        #expect(answer.body.contains("com.okta.telephony.action"))
        #expect(!answer.body.contains("918273") && !answer.body.contains("5551230001"))
        #expect(try await post(responder, event("e1"), path: path).body == answer.body)
        #expect(transport.requests.count == 1)
        #expect(
            transport.requests.first.map { String(decoding: $0.body ?? [], as: UTF8.self) }?.contains(
                "Your%20code%20is%20918273") == true)
    }

    @Test(
        "Wrong, missing and unconfigured credentials are 401 and nothing is sent",
        arguments: [nil, "", "wrong", "righ", "Basic cmlnaHQ="] as [String?])
    func refused(authorization: String?) async throws {
        let transport = twilioTakes()
        #expect(try await post(responder(transport), event("e2"), authorization: authorization).status == 401)
        #expect(try await post(responder(transport, secrets: []), event("e2")).status == 401)
        #expect(transport.requests.isEmpty)
    }

    @Test("Both secrets are accepted during rotation, and Basic where it is set")
    func accepted() async throws {
        let responder = responder(twilioTakes(), secrets: ["old", "new"], basic: ("okta", "pass"))
        let basic = "Basic " + Data("okta:pass".utf8).base64EncodedString()
        for authorization in ["old", "new", basic] {
            #expect(try await post(responder, event(authorization), authorization: authorization).status == 200)
        }
    }

    @Test("A body that is no such request is a 400 that names the field")
    func malformed() async throws {
        let responder = responder(twilioTakes())
        let answer = try await post(responder, event("e3", channel: "PIGEON"))
        #expect(answer.status == 400)
        #expect(answer.body.contains("errorSummary") && answer.body.contains("deliveryChannel"))
        #expect(try await post(responder, "{").status == 400)
        #expect(try await post(responder, String(repeating: "x", count: 100_000)).status == 413)
    }

    @Test("When the first provider says no, the second sends")
    func failover() async throws {
        let transport = ScriptedTransport { request in
            if request.url.contains("twilio") { return .json(#"{"code":20503}"#, status: 503) }
            return .json(#"{"umid":"u1","status":{"code":"QUEUED"}}"#)
        }
        let answer = try await post(responder(transport), event("e4"))
        #expect(answer.body.contains(#""provider":"8x8-sms""#) && answer.body.contains("SUCCESSFUL"))
    }

    @Test("What policy refuses is suppressed, or left to Okta", arguments: [true, false])
    func blocked(suppresses: Bool) async throws {
        let transport = twilioTakes()
        let answer = try await post(responder(transport, suppresses: suppresses, blocked: ["+1"]), event("e5"))
        #expect(answer.status == 200)
        #expect(
            answer.body.contains(suppresses ? "SUCCESSFUL" : "FAILED") && answer.body.contains(#""provider":"none""#))
        #expect(transport.requests.isEmpty)
    }

    @Test("Two hundred copies at once send one message")
    func copies() async throws {
        let transport = twilioTakes()
        let responder = responder(transport)
        let body = event("e6")
        let app = Application(responder: responder, logger: Self.quiet)
        try await app.test(.router) { client in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await client.execute(
                            uri: "/telephony-hook", method: .post, headers: [.authorization: "right"],
                            body: ByteBuffer(string: body)
                        ) { String(buffer: $0.body) }
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
        }
        #expect(transport.requests.count == 1)
    }
}

import Delivery
import Audit
import Foundation
import HTTPTransport
import PhoneNumbers
import Store
import Testing
import Web

@testable import App

@Suite("Okta's hooks from settings")
struct HookCompositionTests {
    private static let everything = SettingsFixture.essentials.merging([
        "HOOK_AUTH_SECRET": "right", "HOOK_BUDGET_MS": "30000", "REPORTS_SECRET": "s3cret &",
        "PUBLIC_URL": "https://ivr.example.com/base",
        "TWILIO_VERIFY_SERVICE_SID": "VA0123456789abcdef0123456789abcdef", "TWILIO_SMS_FROM": "+15550000000",
        "TWILIO_VOICE_FROM": "+15550000000", "EIGHT_BY_EIGHT_API_KEY": "key", "EIGHT_BY_EIGHT_SUBACCOUNT": "sub",
        "EIGHT_BY_EIGHT_SENDER": "ACME", "EIGHT_BY_EIGHT_VOICE_FROM": "+6561234567",
        "ACS_CONNECTION_STRING": "endpoint=https://acme.communication.azure.com/;accesskey=eW91ci1rZXk=",
        "ACS_FROM_SHORTCODE": "12345",
    ]) { $1 }

    private static func house(
        _ changes: [String: String] = [:],
        _ script: @escaping ScriptedTransport.Script = { _ in .json("{}", status: 400) }
    ) throws -> AppHookHouse {
        let settings = try SettingsFixture.load(everything.merging(changes) { $1 }, for: .serve)
        return try AppHookHouse(settings, ScriptedTransport(script))
    }

    @Test("the providers are those of the interface, in its order")
    func known() {
        var lines: [String] = []
        for vendor in DeliveryVendors.all {
            for known in vendor.providers {
                lines.append("\(known.provider.id) \(known.provider.channels.map(\.rawValue).sorted())")
            }
        }
        #expect(
            lines == [
                #"twilio-verify ["sms", "voice"]"#, #"twilio-sms ["sms"]"#, #"twilio-voice ["voice"]"#,
                #"8x8-sms ["sms"]"#, #"8x8-voice ["voice"]"#, #"acs-sms ["sms"]"#,
            ])
    }

    @Test("all six providers are asked in the documented order, each with its report URL")
    func providers() async throws {
        let house = try Self.house()
        #expect(house.hooks.delivery.providers == DeliveryVendors.all.flatMap { $0.providers.map(\.provider.id) })
        #expect(try await house.hook("e1").contains("FAILED"))
        let requests = house.transport.requests
        #expect(requests.map(\.upstream) == ["twilio", "twilio", "8x8", "acs"])
        let bodies = requests.map { String(decoding: $0.body ?? [], as: UTF8.self) }
        #expect(bodies[1].contains("StatusCallback=https%3A%2F%2Fivr.example.com%2Fbase%2Fdelivery-reports%2Ftwilio"))
        #expect(bodies[2].replacing("\\/", with: "/").contains("/base/delivery-reports/8x8?token=s3cret%20%26"))
        _ = try await house.hook("e2", channel: "voice call")
        #expect(house.transport.requests.dropFirst(4).map(\.operation) == ["verification", "call", "call"])
    }

    @Test("without REPORTS_SECRET 8x8 is asked for no reports")
    func noSecret() async throws {
        let house = try Self.house(["REPORTS_SECRET": "", "SMS_PROVIDERS": "8x8-sms"])
        _ = try await house.hook("e1")
        let body = house.transport.requests.first.map { String(decoding: $0.body ?? [], as: UTF8.self) } ?? ""
        #expect(body.contains("clientMessageId") && !body.contains("dlrCallbackUrl"))
    }

    @Test("what became of codes is in the audit trail, without code and number")
    func audit() async throws {
        let house = try Self.house(["BLOCKED_PREFIXES": "+44"]) { _ in .json(#"{"sid":"VE1"}"#, status: 201) }
        _ = try await house.hook("e1")
        _ = try await house.hook("e2", number: "+442079460000")
        _ = try await house.hooks.delivery.unwanted.report(eventID: "e1")
        var records: [AuditRecord] = []
        // The journal is written behind the answers.
        for _ in 0..<2000 where records.count < 3 {
            await Task.yield()
            records = await house.audit.records(after: 0, limit: 10)
        }
        #expect(Set(records.map(\.entry.kind)) == ["code.delivered", "code.refused", "code.unwanted"])
        #expect(records.allSatisfy { $0.entry.subject == "00u1" })
        let text = "\(records)"
        #expect(text.contains(#"\"reason\":\"prefix\""#) && text.contains(#"\"provider\":\"twilio-verify\""#))
        for canary in ["918273", "5551230001", "2079460000"] { #expect(!text.contains(canary)) }
    }

    @Test("bearer tokens are checked where they are set up")
    func oauth() async throws {
        let changes = [
            "HOOK_OAUTH_ISSUER": "https://acme.okta.com/oauth2/default", "HOOK_OAUTH_AUDIENCE": "api://default",
        ]
        #expect(try Self.house(changes).hooks.tokens != nil)
        #expect(try Self.house().hooks.tokens == nil)
        let settings = try SettingsFixture.load(Self.everything.merging(changes) { $1 }, for: .serve)
        let transport = ScriptedTransport { _ throws(TransportError) in throw TransportError(.connect, "down") }
        let lines = await VoicegateCheck.providers(settings, transport).map(\.line)
        #expect(
            lines.first
                == "fail  HOOK_OAUTH_ISSUER: the issuer cannot be reached; is HOOK_OAUTH_ISSUER right, and reachable from here?"
        )
        #expect(lines.count { $0.hasPrefix("fail") } == 6)
        #expect(lines.contains { $0.hasPrefix("warn  acs-sms") && $0.contains("hook test") })
    }

    @Test("check warns of hooks that refuse everything, and of reports that nobody takes")
    func warnings() throws {
        var environment = Self.everything
        environment["HOOK_AUTH_SECRET"] = ""
        environment["REPORTS_SECRET"] = ""
        let names = VoicegateCheck.hooks(try SettingsFixture.load(environment)).map(\.name)
        #expect(names == ["HOOK_AUTH_SECRET", "REPORTS_SECRET"])
        #expect(
            VoicegateCheck.hooks(try SettingsFixture.load(["HOOK_AUTH_SECRET": "x"])).map(\.name) == ["SMS_PROVIDERS"])
    }
}

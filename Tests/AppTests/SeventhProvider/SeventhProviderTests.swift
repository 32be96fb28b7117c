import Delivery
import Foundation
import HTTPTransport
import Logging
import PhoneNumbers
import Testing
import Web

@testable import App

/// docs/adding-a-provider.md, followed to the letter; the one line of its step 4 is handed in here.
@Suite("A seventh provider")
struct SeventhProviderTests {
    private static let vendors = DeliveryVendors.all + [PigeonDelivery.self]
    private static let environment = SettingsFixture.essentials.merging([
        "PIGEON_API_KEY": "coo-coo-coo", "PIGEON_URL": "https://loft.example", "HOOK_AUTH_SECRET": "right",
        "HOOK_BUDGET_MS": "30000", "REPORTS_SECRET": "s3cret-of-reports",
        "TWILIO_SMS_FROM": "+15550000000",
    ]) { $1 }

    private func load(_ changes: [String: String] = [:]) throws -> Settings {
        let sources = SettingsFixture.sources(Self.environment.merging(changes) { $1 })
        return try SettingsLoader.load(from: sources, for: .serve, vendors: Self.vendors).get().settings
    }

    private func faults(_ changes: [String: String]) -> [String] {
        let sources = SettingsFixture.sources(Self.environment.merging(changes) { $1 })
        return SettingsLoader.inspect(sources, for: .serve, vendors: Self.vendors).faults.map(\.description)
    }

    @Test("is known to the settings, in the order and in routes")
    func settings() throws {
        #expect(try load().delivery.sms.preferred == ["twilio-sms", "pigeon-sms"])
        let routed = try load(["SMS_PROVIDERS": "PIGEON-sms", "SMS_PROVIDERS_BY_PREFIX": "+49=pigeon-sms,twilio-sms"])
        #expect(routed.delivery.sms.preferred == ["pigeon-sms"])
        #expect(SettingsCatalogue.sections(Self.vendors).flatMap(\.settings).contains { $0.name == "PIGEON_URL" })
    }

    @Test("is refused half set up, and where it is named and not set up")
    func rules() {
        #expect(faults(["PIGEON_URL": ""]).contains { $0.contains("PIGEON_URL") && $0.contains("is missing") })
        let unset = faults(["PIGEON_URL": "", "PIGEON_API_KEY": "", "SMS_PROVIDERS": "pigeon-sms"])
        #expect(unset.contains { $0.contains("PIGEON_API_KEY and PIGEON_URL") })
        #expect(faults(["VOICE_PROVIDERS": "pigeon-sms"]).contains { $0.contains("cannot place calls") })
    }

    @Test("gets a code when those before it say no")
    func sends() async throws {
        let house = try AppHookHouse(
            try load(),
            ScriptedTransport { request in
                request.url == "https://loft.example/flights"
                    ? .json(#"{"flight":"feather-1"}"#) : .json(#"{"code":20503}"#, status: 503)
            })
        let answer = try await house.hook("e1")
        #expect(answer.contains(#""provider":"pigeon-sms""#) && answer.contains("feather-1"))
        #expect(house.transport.requests.last?.headers["Authorization"] == "Pigeon coo-coo-coo")
    }

    @Test("tells what became of a code, and another sends it again when it did not arrive")
    func reports() async throws {
        let house = try AppHookHouse(
            try load(["SMS_PROVIDERS": "pigeon-sms,twilio-sms"]),
            ScriptedTransport { request in
                request.url == "https://loft.example/flights"
                    ? .json(#"{"flight":"feather-1"}"#) : .json(#"{"sid":"SM1","status":"queued"}"#, status: 201)
            }, vendors: Self.vendors)
        #expect(try await house.hook("e1").contains("feather-1"))
        let report = #"[{"flight":"feather-1","end":"hawk"},{"flight":"feather-9","end":"home"}]"#
        _ = try await house.send("/delivery-reports/pigeon", report, authorization: "wrong")
        await house.hooks.delivery.worker.workOff()
        #expect(house.transport.requests.count == 1)
        _ = try await house.send("/delivery-reports/pigeon", report, authorization: "s3cret-of-reports")
        await house.hooks.delivery.worker.workOff()
        #expect(house.transport.requests.map(\.upstream) == ["pigeon", "twilio"])
    }

    @Test("has an address for its reports, and a warning while they are refused")
    func addresses() throws {
        let settings = try load(["PUBLIC_URL": "https://ivr.example.com"])
        let entry = try #require(try ReportAddresses(settings, vendors: Self.vendors).entries.last)
        #expect(entry.provider == "The loft" && entry.place == "The loft's door: the note on it")
        #expect(entry.url == "https://ivr.example.com/delivery-reports/pigeon?token=s3cret-of-reports")
        let closed = VoicegateCheck.hooks(try load(["REPORTS_SECRET": ""])).map(\.line)
        #expect(closed.contains { $0.contains("reports of The loft are refused") })
    }

    @Test("is looked at by check --online")
    func check() async throws {
        let transport = ScriptedTransport { _ in .json("{}") }
        let lines = await VoicegateCheck.providers(try load(), transport).map(\.line)
        #expect(lines.contains("ok    pigeon-sms: there are pigeons in the loft"))
    }
}

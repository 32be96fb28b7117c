import Delivery
import Foundation
import HTTPTransport
import Logging
import PhoneNumbers
import Testing

@testable import App

/// docs/adding-a-provider.md, followed to the letter; the line of its step 5 is handed in here.
@Suite("A seventh provider")
struct SeventhProviderTests {
    private static let vendors = DeliveryVendors.all + [PigeonDelivery.self]
    private static let environment = SettingsFixture.essentials.merging([
        "PIGEON_API_KEY": "coo-coo-coo", "PIGEON_URL": "https://loft.example", "HOOK_AUTH_SECRET": "right",
        "HOOK_BUDGET_MS": "30000",
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

    @Test("is looked at by check --online")
    func check() async throws {
        let transport = ScriptedTransport { _ in .json("{}") }
        let lines = await VoicegateCheck.providers(try load(), transport).map(\.line)
        #expect(lines.contains("ok    pigeon-sms: there are pigeons in the loft"))
    }
}

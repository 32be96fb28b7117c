import Clocks
import Foundation
import HTTPTransport
import Testing

@testable import Delivery

@Suite("Registry of providers")
struct ProviderRegistryTests {
    let house = VendorHouse()

    /// A seventh provider: its settings and its sender are all that it takes.
    struct PigeonSettings: ProviderSettings {
        static let description = ProviderDescription(id: "pigeon-sms", channels: [.sms])
        func makeSender(_ parts: ProviderParts) -> any CodeSender { PigeonSender() }
    }

    struct PigeonSender: CodeSender {
        let id = PigeonSettings.description.id
        let channels = PigeonSettings.description.channels
        func send(
            _ message: CodeMessage, deadline: ContinuousClock.Instant
        ) async throws(DeliveryError) -> DeliveryReceipt { DeliveryReceipt(reference: "feather") }
    }

    @Test("Enabled providers keep their order, and those that listen are known")
    func enabled() throws {
        let connection = try AzureConnection(endpoint: "http://127.0.0.1:1", accessKey: AzureTests.key)
        let registry = ProviderRegistry(
            [
                TwilioVerifySettings(access: VendorHouse.twilio, serviceSID: "VA1"),
                TwilioSMSSettings(access: VendorHouse.twilio, source: .number("+15550001111"), reportURL: nil),
                TwilioVoiceSettings(access: VendorHouse.twilio, from: "+15550001111", reportURL: nil),
                EightByEightSMSSettings(access: VendorHouse.eightByEight, source: "Acme", reportURL: nil),
                EightByEightVoiceSettings(access: VendorHouse.eightByEight, from: "+6512341234"),
                AzureSMSSettings(connection: connection, from: "+18005551234"),
            ], parts: house.parts(house.transport()))
        #expect(
            registry.senders.map(\.id) == [
                "twilio-verify", "twilio-sms", "twilio-voice", "8x8-sms", "8x8-voice", "acs-sms",
            ])
        #expect(Set(registry.feedback.keys) == ["twilio-verify", "8x8-sms"])
    }

    @Test("A seventh provider delivers like the others")
    func seventh() async throws {
        let registry = ProviderRegistry([PigeonSettings()], parts: house.parts(house.transport()))
        let timing = house.time.timing
        let deliverer = Deliverer(
            senders: registry.senders, routes: ProviderRoutes(sms: registry.senders.map(\.id)),
            breaker: Breaker(store: MemoryBreakerStore(), timing: timing, logger: LogCatcher().logger), timing: timing,
            logger: LogCatcher().logger)
        let delivery = try await deliverer.deliver(Samples.message(), deadline: house.deadline)
        #expect(delivery.outcome.transactionID == "feather")
    }
}

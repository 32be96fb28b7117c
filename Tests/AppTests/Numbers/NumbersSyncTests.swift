import CompanyNumbers
import Foundation
import HTTPTransport
import Logging
import OktaAPI
import Testing
import TwilioAPI

@testable import App

@Suite struct NumbersSyncTests {
    private func sync(_ transport: ScriptedTransport, _ lease: any NumbersLease) -> NumbersSync {
        let okta = OktaClient(
            orgURL: "https://acme.okta.com", credentials: SSWSToken("00secret"), transport: transport,
            budget: RateLimitBudget(), userAgent: "Test")
        let twilio = TwilioClient(
            accountSID: "AC1", credentials: TwilioCredentials(sid: "SK1", secret: "s"), baseURL: "https://api.example",
            transport: transport)
        let policy = NumbersPolicy(publicURL: "https://ivr.example.com")
        return NumbersSync(
            work: NumbersWork(vendors: NumbersVendors(okta: okta, twilio: twilio), policy: policy), lease: lease,
            interval: .seconds(60), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func emptyWorld() -> ScriptedTransport {
        ScriptedTransport { request in
            .json(request.upstream == "okta" ? "[]" : #"{"incoming_phone_numbers":[]}"#)
        }
    }

    @Test func `A turn reads everything and gives the lease back`() async {
        let (transport, lease) = (emptyWorld(), MemoryNumbersLease())
        await sync(transport, lease).turn()
        #expect(transport.requests.map(\.operation) == ["numbers", "users"])
        #expect(await lease.acquire(owner: "other", now: Date(), until: Date() + 1) == nil)
    }

    @Test func `Nothing is asked while another instance is at work`() async {
        let (transport, lease) = (emptyWorld(), MemoryNumbersLease())
        _ = await lease.acquire(owner: "there/1/x", now: Date(), until: Date() + 60)
        await sync(transport, lease).turn()
        #expect(transport.requests.isEmpty)
    }

    @Test func `Numbers that the settings use otherwise are never touched`() throws {
        let settings = try SettingsFixture.load(
            SettingsFixture.essentials.merging([
                "TWILIO_PHONE_NUMBER": "+14155550100", "TWILIO_SMS_FROM": "+14155550101",
                "TWILIO_VOICE_FROM": "+14155550102", "DEFAULT_REGION": "CA",
            ]) { _, other in other })
        let policy = NumbersPolicy(settings, publicURL: "https://ivr.example.com")
        #expect(policy.reserved == ["+14155550100", "+14155550101", "+14155550102"])
        #expect(policy.country == "CA")
        #expect(policy.maximumPurchases == nil && !policy.releasesInactive)
    }
}

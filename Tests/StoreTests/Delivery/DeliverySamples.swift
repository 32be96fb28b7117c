import Delivery
import Foundation
import PhoneNumbers
import Testing

@testable import Store

/// What must be found in no file.
enum Canary {
    static let code = "739184"
    static let number = "+14255550123"
    static let text = "Your company code is 739184"
}

extension CodeMessage {
    static func sample(_ eventID: String = "e1", expiresAt: Date = noon + 300) throws -> CodeMessage {
        CodeMessage(
            eventID: eventID, code: try #require(OneTimeCode(Canary.code)),
            destination: try #require(PhoneNumber(Canary.number)), channel: .sms, text: Canary.text, locale: "en-US",
            expiresAt: expiresAt, userID: "00u1")
    }
}

extension DeliveryOutcome {
    static let sample = DeliveryOutcome(
        status: .successful, provider: "p1", transactionID: "r1", transactionMetadata: "status=queued")
}

extension DeliveryAttempt {
    static func sample(_ provider: ProviderID = "p1", _ reference: String? = "r1") -> DeliveryAttempt {
        DeliveryAttempt(provider: provider, stage: .accepted, reference: reference, startedAt: noon)
    }
}

extension SendCharge {
    static func sample(_ number: String = Canary.number, limit: Int = 5) -> SendCharge {
        SendCharge(
            key: LedgerKey(scope: .number, value: number), limit: limit, seconds: 600, refusal: .perNumber)
    }
}

extension OutboxItem {
    static func sample(_ id: String = "j1") throws -> OutboxItem {
        let ended = SentCode(
            reference: nil, destination: PhoneNumber(Canary.number), endedAt: noon)
        return OutboxItem(id: id, job: .feedback("p1", .expired, ended), createdAt: noon)
    }
}

extension SQLStore {
    /// Delivers an event from claim to answer, as the hook does.
    func deliver(_ message: CodeMessage, owner: String = "a", now: Date = noon) async throws {
        #expect(
            try await claim(message, owner: owner, now: now, until: now + 10, counting: [.sample()]) == .claimed)
        try await finish(message, outcome: .sample, attempts: [.sample()], now: now)
    }
}

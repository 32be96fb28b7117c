import Foundation
import PhoneNumbers

extension DeliveryContracts {
    /// 2026-05-28T20:26:40Z.
    static let start = Date(timeIntervalSince1970: 1_780_000_000)

    static func after(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

    static func message(
        _ eventID: String, to number: String = "+14255550123", user: String? = "00u1",
        channel: DeliveryChannel = .sms, expiresAt: Date = after(300)
    ) throws -> CodeMessage {
        CodeMessage(
            eventID: eventID, code: try require(OneTimeCode("123456")), destination: try require(PhoneNumber(number)),
            channel: channel, text: "Your code is 123456", locale: "en-US", expiresAt: expiresAt, userID: user)
    }

    static func attempt(
        _ provider: ProviderID, _ stage: SendStage = .accepted, _ reference: String? = nil, at seconds: Double = 0
    ) -> DeliveryAttempt {
        DeliveryAttempt(provider: provider, stage: stage, reference: reference, detail: nil, startedAt: after(seconds))
    }

    static let outcome = DeliveryOutcome(
        status: .successful, provider: "p1", transactionID: "r1", transactionMetadata: "status=queued")

    /// Delivers an event from claim to answer.
    static func deliver(
        _ message: CodeMessage, _ attempts: [DeliveryAttempt], into storage: any DeliveryStorage
    ) async throws {
        _ = try await storage.claim(message, owner: "a", now: start, until: after(10), counting: [])
        try await storage.finish(message, outcome: outcome, attempts: attempts, now: after(1))
    }
}

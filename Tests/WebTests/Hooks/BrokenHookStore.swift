import Delivery
import Foundation
import PhoneNumbers

@testable import Web

/// A store of deliveries that fails at everything, or answers nothing.
struct BrokenHookStore: DeliveryLog, SendHistory, CodeKeeper, SendLedger, BreakerStore, Outbox {
    struct Broken: Error {}
    let hangs: Bool

    static func stores(hangs: Bool) -> HookStores {
        let store = BrokenHookStore(hangs: hangs)
        return HookStores(deliveries: store, ledger: store, breakers: store, outbox: store)
    }

    private func suffer<Value>(_ type: Value.Type = Value.self) async throws -> Value {
        if hangs { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
        throw Broken()
    }

    func claim(
        _ message: CodeMessage, owner: String, now: Date, until: Date, counting charges: [SendCharge]
    ) async throws -> EventClaim { try await suffer() }
    func attempted(_ message: CodeMessage, _ attempts: [DeliveryAttempt]) async throws { try await suffer(Void.self) }
    func finish(
        _ message: CodeMessage, outcome: DeliveryOutcome, attempts: [DeliveryAttempt], now: Date
    ) async throws { try await suffer(Void.self) }
    func advance(_ report: DeliveryReport) async throws -> SendProgress? { try await suffer() }
    func sends(of eventID: String) async throws -> [SendRecord] { try await suffer() }
    func sends(
        to userID: String, channel: DeliveryChannel, from: Date, through: Date
    ) async throws -> [SendRecord] { try await suffer() }
    func openSend(by provider: ProviderID, to number: PhoneNumber, since: Date) async throws -> SendRecord? {
        try await suffer()
    }
    func markUsed(eventID: String, by use: String) async throws -> [SendRecord] { try await suffer() }
    func message(of eventID: String, now: Date) async throws -> CodeMessage? { try await suffer() }
    func claimResend(of eventID: String) async throws -> Bool { try await suffer() }
    func expiring(before: Date, limit: Int) async throws -> [ExpiredSend] { try await suffer() }
    func expire(_ sends: [SendRecord], now: Date) async throws { try await suffer(Void.self) }
    func count(_ charges: [SendCharge], now: Date) async throws -> PolicyRefusal? { try await suffer() }
    func takeBack(_ charges: [SendCharge], countedAt time: Date) async throws { try await suffer(Void.self) }
    func bar(_ key: LedgerKey?, until: Date, occasion: String, now: Date) async throws -> Bool { try await suffer() }
    func states() async throws -> [ProviderID: BreakerState] { try await suffer() }
    func recordFailure(of provider: ProviderID, now: Date) async throws -> BreakerState { try await suffer() }
    func recordSuccess(of provider: ProviderID) async throws { try await suffer(Void.self) }
    func tryProbe(of provider: ProviderID, now: Date) async throws -> Bool { try await suffer() }
    func enqueue(_ items: [OutboxItem]) async throws { try await suffer(Void.self) }
    func claimDue(owner: String, now: Date, until: Date, limit: Int) async throws -> [OutboxItem] { try await suffer() }
    func done(_ id: String, now: Date) async throws { try await suffer(Void.self) }
    func retry(_ id: String, at: Date) async throws { try await suffer(Void.self) }
    func backlog() async throws -> OutboxBacklog { try await suffer() }
}

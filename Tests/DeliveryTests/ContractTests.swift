import Testing

@testable import Delivery

@Suite("Contracts of the in-memory adapters")
struct ContractTests {
    @Test("The log keeps to its contract", arguments: DeliveryContracts.log)
    func log(check: ContractCheck<any DeliveryStorage>) async throws {
        try await check.run(MemoryDeliveryLog())
    }

    @Test("The history keeps to its contract", arguments: DeliveryContracts.history)
    func history(check: ContractCheck<any DeliveryStorage>) async throws {
        try await check.run(MemoryDeliveryLog())
    }

    @Test("The ledger keeps to its contract", arguments: DeliveryContracts.ledger)
    func ledger(check: ContractCheck<any SendLedger>) async throws {
        try await check.run(MemorySendLedger())
    }

    @Test("The breaker store keeps to its contract", arguments: DeliveryContracts.breakers)
    func breakers(check: ContractCheck<any BreakerStore>) async throws {
        try await check.run(MemoryBreakerStore())
    }

    @Test("The outbox keeps to its contract", arguments: DeliveryContracts.outbox)
    func outbox(check: ContractCheck<any Outbox>) async throws {
        try await check.run(MemoryOutbox())
    }
}

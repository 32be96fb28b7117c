import Delivery
import Testing

@testable import Store

@Suite("Delivery's contracts on a SQLite file")
struct DeliveryContractTests {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test(arguments: DeliveryContracts.log)
    func `The log keeps to its contract`(check: ContractCheck<any DeliveryStorage>) async throws {
        try await check.run(try await place.open())
    }

    @Test(arguments: DeliveryContracts.history)
    func `The history keeps to its contract`(check: ContractCheck<any DeliveryStorage>) async throws {
        try await check.run(try await place.open())
    }

    @Test(arguments: DeliveryContracts.ledger)
    func `The ledger keeps to its contract`(check: ContractCheck<any SendLedger>) async throws {
        try await check.run(try await place.open())
    }

    @Test(arguments: DeliveryContracts.breakers)
    func `The breaker store keeps to its contract`(check: ContractCheck<any BreakerStore>) async throws {
        try await check.run(try await place.open())
    }

    @Test(arguments: DeliveryContracts.outbox)
    func `The outbox keeps to its contract`(check: ContractCheck<any Outbox>) async throws {
        try await check.run(try await place.open())
    }
}

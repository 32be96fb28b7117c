import Delivery
import Testing

@testable import Store

@Suite("Delivery's contracts on both databases")
struct DeliveryContractTests {
    private static let databases = [Backend.sqliteFile, .postgres]
    private let place: Place

    init() throws {
        place = try Place()
    }

    private func open(_ database: Backend) async throws -> SQLStore {
        switch database {
        case .postgres: try await PostgresPlace.schema(key: place.key).open()
        case .memory, .sqliteFile: try await place.open()
        }
    }

    @Test(arguments: DeliveryContracts.log, Self.databases)
    func `The log keeps to its contract`(check: ContractCheck<any DeliveryStorage>, database: Backend) async throws {
        try await check.run(try await open(database))
    }

    @Test(arguments: DeliveryContracts.history, Self.databases)
    func `The history keeps to its contract`(check: ContractCheck<any DeliveryStorage>, database: Backend) async throws
    {
        try await check.run(try await open(database))
    }

    @Test(arguments: DeliveryContracts.ledger, Self.databases)
    func `The ledger keeps to its contract`(check: ContractCheck<any SendLedger>, database: Backend) async throws {
        try await check.run(try await open(database))
    }

    @Test(arguments: DeliveryContracts.breakers, Self.databases)
    func `The breaker store keeps to its contract`(check: ContractCheck<any BreakerStore>, database: Backend)
        async throws
    {
        try await check.run(try await open(database))
    }

    @Test(arguments: DeliveryContracts.outbox, Self.databases)
    func `The outbox keeps to its contract`(check: ContractCheck<any Outbox>, database: Backend) async throws {
        try await check.run(try await open(database))
    }
}

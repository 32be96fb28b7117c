import Foundation
import Testing

@testable import Store

@Suite("Every key vault")
struct KeyVaultContract {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test("A secret is made once and then kept", arguments: Backend.allCases)
    func once(_ backend: Backend) async throws {
        let vault = try await backend.open(place)
        let made = try await vault.value(named: "handoff") { Data("first".utf8) }
        #expect(made == Data("first".utf8))
        #expect(try await vault.value(named: "handoff") { Data("second".utf8) } == made)
        #expect(try await vault.value(named: "other") { Data([0, 255]) } == Data([0, 255]))
    }

    @Test("Twenty callers at once get the same secret", arguments: Backend.allCases)
    func parallel(_ backend: Backend) async throws {
        let vault = try await backend.open(place)
        let secrets = try await withThrowingTaskGroup(of: Data.self) { group in
            for _ in 0..<20 { group.addTask { try await vault.value(named: "k") { Data(UUID().uuidString.utf8) } } }
            return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
        }
        #expect(secrets.count == 1)
    }

    @Test("Two instances that start at once agree")
    func twoInstances() async throws {
        let (one, two) = (try await place.open(), try await place.open())
        let secrets = try await withThrowingTaskGroup(of: Data.self) { group in
            for caller in 0..<20 {
                let vault = caller.isMultiple(of: 2) ? one : two
                group.addTask { try await vault.value(named: "k") { Data(UUID().uuidString.utf8) } }
            }
            return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
        }
        #expect(secrets.count == 1)
    }

    @Test("A secret cannot be read in the file")
    func sealed() async throws {
        let store = try await place.open()
        _ = try await store.value(named: "handoff") { Data("the very secret key".utf8) }
        await store.close()
        let file = try Data(contentsOf: URL(fileURLWithPath: place.path))
        #expect(file.range(of: Data("very secret".utf8)) == nil)
    }
}

import Delivery
import Foundation
import GRDB
import PhoneNumbers
import Testing

@testable import Store

@Suite("Codes and numbers in a SQLite file")
struct DeliverySecrecyTests {
    private let place: Place

    init() throws {
        place = try Place()
    }

    /// Everything that the disk holds of the database.
    private func files() throws -> Data {
        var bytes = Data()
        for suffix in ["", "-wal", "-shm"] {
            bytes += (try? Data(contentsOf: URL(fileURLWithPath: place.path + suffix))) ?? Data()
        }
        return bytes
    }

    private func fill(_ store: SQLStore) async throws {
        let message = try CodeMessage.sample()
        try await store.deliver(message)
        _ = try await store.count([.sample()], now: noon)
        _ = try await store.bar(
            LedgerKey(scope: .number, value: Canary.number), until: noon + 3600, occasion: "e1", now: noon)
        _ = try await store.openSend(by: "p1", to: message.destination, since: noon)
        try await store.enqueue([.sample()])
        _ = try await store.claimDue(owner: "a", now: noon, until: noon + 60, limit: 1)
        try await store.attempted(try .sample("e2"), [.sample("p2", "r2")])
    }

    @Test func `Neither code nor number nor text is ever on the disk`() async throws {
        let store = try await place.open()
        try await fill(store)
        let open = try files()
        await store.close()
        for bytes in [open, try files()] {
            #expect(bytes.range(of: Data("00u1".utf8)) != nil, "the file holds what is not secret")
            for canary in [Canary.code, Canary.number, String(Canary.number.dropFirst()), "4255550123", Canary.text] {
                #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary.count) characters")
            }
        }
    }

    @Test func `A number's pseudonym is another one under another key`() throws {
        let keys = [DataKey.random(), DataKey.random()]
        let pseudonyms = keys.map { Pseudonyms(key: $0).pseudonym(of: Canary.number) }
        #expect(pseudonyms[0] == Pseudonyms(key: keys[0]).pseudonym(of: Canary.number))
        #expect(pseudonyms[0] != pseudonyms[1])
        #expect(pseudonyms[0] != Pseudonyms(key: keys[0]).pseudonym(of: "+14255550124"))
        #expect(pseudonyms[0] != Pseudonyms(key: keys[0]).pseudonym(of: Canary.number, scope: "arrivals"))
    }

    @Test func `A message that was moved to another event is an error`() async throws {
        let store = try await place.open()
        try await store.deliver(.sample("e1"))
        try await store.deliver(.sample("e2"))
        try await raw(store, "UPDATE deliveries SET message = (SELECT message FROM deliveries WHERE id = 'e2')")
        #expect(try await store.message(of: "e2", now: noon) != nil)
        let error = await #expect(throws: StoreError.self) { try await store.message(of: "e1", now: noon) }
        #expect(error?.code == .corrupt)
    }

    @Test func `A job that was changed does not keep others from being done`() async throws {
        let store = try await place.open()
        try await store.enqueue([.sample("j1"), .sample("j2")])
        try await raw(store, "UPDATE outbox SET job = x'02' WHERE id = 'j1'")
        #expect(try await store.claimDue(owner: "a", now: noon, until: noon + 60, limit: 9).map(\.id) == ["j2"])
        try await store.done("j2", now: noon)
        let error = await #expect(throws: StoreError.self) {
            try await store.claimDue(owner: "a", now: noon + 60, until: noon + 120, limit: 9)
        }
        #expect(error?.code == .corrupt)
    }

    @Test(.timeLimit(.minutes(1)))
    func `A job that can be read and not be taken does not keep others from being done`() async throws {
        let store = try await place.open()
        try await store.enqueue([.sample("j1"), .sample("j2")])
        try await raw(
            store,
            "CREATE TRIGGER stuck BEFORE UPDATE ON outbox WHEN old.id = 'j1' BEGIN SELECT RAISE(IGNORE); END")
        #expect(try await store.claimDue(owner: "a", now: noon, until: noon + 60, limit: 1).map(\.id) == ["j2"])
        #expect(try await store.claimDue(owner: "a", now: noon, until: noon + 60, limit: 9).isEmpty)
        try await raw(store, "DROP TRIGGER stuck")
        #expect(try await store.claimDue(owner: "a", now: noon, until: noon + 60, limit: 9).map(\.id) == ["j1"])
    }

    @Test func `A message is wiped when its code has expired, and what it was is overwritten`() async throws {
        let store = try await place.open()
        try await store.deliver(.sample("e1"))
        try await store.deliver(.sample("e2", expiresAt: noon + 600))
        let sealedBytes = try #require(
            try await store.database.read("SELECT message FROM deliveries WHERE id = ?", [.text("e1")]).first?.bytes(0))
        #expect(try files().range(of: sealedBytes) != nil)
        try await store.expire([], now: noon + 300)
        #expect(try await store.message(of: "e1", now: noon) == nil)
        #expect(try await store.message(of: "e2", now: noon) == .sample("e2", expiresAt: noon + 600))
        let late = try await store.expiring(before: noon + 301, limit: 10)
        #expect(late.map(\.destination) == [nil])
        await store.close()
        #expect(try files().range(of: sealedBytes) == nil)
    }

    @Test func `The number of a send that ends is known as long as its message was not wiped`() async throws {
        let store = try await place.open()
        try await store.deliver(.sample())
        let ending = try await store.expiring(before: noon + 301, limit: 10)
        #expect(ending.map(\.destination?.e164) == [Canary.number])
        try await store.expire(ending.map(\.send), now: noon + 301)
        #expect(try await store.message(of: "e1", now: noon) == nil)
    }

    @Test func `The message of a code that has expired when it comes is not kept`() async throws {
        let store = try await place.open()
        try await store.deliver(.sample(expiresAt: noon))
        let row = try await store.database.read("SELECT message FROM deliveries", []).first
        #expect(row?.values == [.null])
    }

    private func raw(_ store: SQLStore, _ sql: String) async throws {
        let database = try #require(store.database as? SQLiteDatabase)
        try await database.pool.write { try $0.execute(sql: sql) }
    }
}

import Audit
import Delivery
import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("What a webhook costs in the store", .serialized)
struct StoreBenchmark {
    @Test(
        "Loads and saves a second, printed", arguments: [Backend.sqliteFile, .postgres], [1, 16, 64])
    func webhooks(_ backend: Backend, calls: Int) async throws {
        let place = try Place()
        let store = try await open(backend, place)
        let answer = RecordedAnswer(fingerprint: "f", body: String(repeating: "x", count: 1500))
        try await measure("load+save", backend, calls) { call, version in
            _ = try await store.load(.sample(call))
            _ = try await store.save(.sample(call), over: version, answer)
        }
        try await measure("claim", backend, calls) { call, _ in
            _ = try await store.claim(.sample(call), version: 1, owner: "o", now: noon, until: noon)
        }
        try await measure("audit", backend, calls) { _, _ in
            _ = try await store.append(AuditEntry(time: noon, kind: "k"))
        }
        withExtendedLifetime(place) {}
    }

    /// A server that writes to a disk in earnest is given by its URL: that of the tests does not.
    private func open(_ backend: Backend, _ place: Place) async throws -> any Storage {
        guard backend == .postgres, let url = ProcessInfo.processInfo.environment["BENCHMARK_DATABASE_URL"] else {
            return try await backend.open(place)
        }
        let own = PostgresPlace(location: try PostgresLocation(url), key: .random())
        let schema = "bench_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        try await own.run("CREATE SCHEMA \(schema)")
        let options = "\(url.contains("?") ? "&" : "?")options=-csearch_path%3D\(schema)"
        return try await SQLStore.openPostgres(at: PostgresLocation(url + options), key: own.key)
    }

    /// Runs something for many calls at once, each in turn.
    private func measure(
        _ name: String, _ backend: Backend, _ calls: Int, _ work: @escaping @Sendable (Int, Int) async throws -> Void
    ) async throws {
        let rounds = max(5, 640 / calls)
        let took = try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for call in 0..<calls {
                    group.addTask { for round in 0..<rounds { try await work(call, round) } }
                }
                try await group.waitForAll()
            }
        }
        let count = Double(calls * rounds)
        let seconds = took / .seconds(1)
        print(
            "\(backend.rawValue): \(calls) calls at once: \(Int(count / seconds)) \(name)/s,",
            "\(Int(seconds / count * 1e6 * Double(calls))) µs each")
    }

    @Test("Claims, counts and answers of the telephony hook a second, printed", arguments: [1, 16, 64, 256])
    func hooks(requests: Int) async throws {
        let place = try Place()
        let store = try await place.open()
        let rounds = max(5, 2560 / requests)
        let took = try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for request in 0..<requests {
                    group.addTask {
                        for round in 0..<rounds {
                            let message = try CodeMessage.sample("event-\(request)-\(round)")
                            let charge = SendCharge.sample("+1425\(1_000_000 + request * 10_000 + round)")
                            _ = try await store.claim(
                                message, owner: "a", now: noon, until: noon + 10, counting: [charge])
                            try await store.finish(
                                message, outcome: .sample, attempts: [.sample("p1", "SM\(request)-\(round)")],
                                now: noon)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        print("store: \(requests) hooks at once: \(Int(Double(requests * rounds) / (took / .seconds(1))))/s")
    }
}

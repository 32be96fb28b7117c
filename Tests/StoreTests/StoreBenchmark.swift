import Delivery
import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("What a webhook costs in the store", .serialized)
struct StoreBenchmark {
    @Test("Loads and saves a second, printed", arguments: [1, 16, 64])
    func webhooks(calls: Int) async throws {
        let place = try Place()
        let store = try await place.open()
        let rounds = max(5, 640 / calls)
        let answer = RecordedAnswer(fingerprint: "f", body: String(repeating: "x", count: 1500))
        let took = try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for call in 0..<calls {
                    group.addTask {
                        for version in 0..<rounds {
                            _ = try await store.load(.sample(call))
                            _ = try await store.save(.sample(call), over: version, answer)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let webhooks = Double(calls * rounds)
        let seconds = took / .seconds(1)
        print(
            "store: \(calls) calls at once: \(Int(webhooks / seconds)) load+save/s,",
            "\(Int(seconds / webhooks * 1e6 * Double(calls))) µs each"
        )
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
                            _ = try await store.claim(message, owner: "a", now: noon, until: noon + 10)
                            _ = try await store.count([charge], now: noon)
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

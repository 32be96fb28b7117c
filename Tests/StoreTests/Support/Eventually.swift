import Foundation
import Testing

/// Waits for what a database does on threads of its own, twenty seconds at most.
func eventually(_ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(20)
    while try await !condition() {
        try #require(ContinuousClock.now < end)
        await offThread { _ = poll(nil, 0, 10) }
    }
}

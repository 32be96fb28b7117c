import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("Every ledger of failures")
struct FailureLedgerContract {
    private let place: Place
    private let ann = UserID("00uAnn")
    private let bob = UserID("00uBob")

    init() throws {
        place = try Place()
    }

    @Test("Failures of one person within the window are counted", arguments: Backend.allCases)
    func window(_ backend: Backend) async throws {
        let ledger = try await backend.open(place)
        #expect(try await ledger.failures(of: ann, since: .distantPast) == 0)
        for offset in [0, 10, 10, 20] { try await ledger.recordFailure(of: ann, at: noon + Double(offset)) }
        try await ledger.recordFailure(of: bob, at: noon)
        #expect(try await ledger.failures(of: ann, since: .distantPast) == 4)
        #expect(try await ledger.failures(of: ann, since: noon + 10) == 3)
        #expect(try await ledger.failures(of: ann, since: noon + 10.001) == 1)
        #expect(try await ledger.failures(of: ann, since: noon + 21) == 0)
        #expect(try await ledger.failures(of: bob, since: noon) == 1)
    }

    @Test("Forgiving forgets one person's failures", arguments: Backend.allCases)
    func forgiving(_ backend: Backend) async throws {
        let ledger = try await backend.open(place)
        for user in [ann, ann, bob] { try await ledger.recordFailure(of: user, at: noon) }
        try await ledger.forgiveFailures(of: ann)
        #expect(try await ledger.failures(of: ann, since: .distantPast) == 0)
        #expect(try await ledger.failures(of: bob, since: .distantPast) == 1)
    }

    @Test("Of many tries at once no more are let through than the limit has room for", arguments: Backend.allCases)
    func reserving(_ backend: Backend) async throws {
        let ledger = try await backend.open(place)
        try await ledger.recordFailure(of: ann, at: noon - 61)
        let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask { try await ledger.reserveFailure(of: ann, at: noon, since: noon - 60, limit: 4) }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(allowed == 4)
        #expect(try await ledger.reserveFailure(of: bob, at: noon, since: noon - 60, limit: 4))
    }

    @Test("One that was none is taken back, and only that", arguments: Backend.allCases)
    func takingBack(_ backend: Backend) async throws {
        let ledger = try await backend.open(place)
        for offset in [0.0, 0, 5] { try await ledger.recordFailure(of: ann, at: noon + offset) }
        try await ledger.takeBackFailure(of: ann, at: noon)
        try await ledger.takeBackFailure(of: bob, at: noon)
        try await ledger.takeBackFailure(of: ann, at: noon + 1)
        #expect(try await ledger.failures(of: ann, since: noon) == 2)
        #expect(try await ledger.failures(of: ann, since: noon + 5) == 1)
    }

    @Test("No failure is lost when many are recorded at once", arguments: Backend.allCases)
    func parallel(_ backend: Backend) async throws {
        let ledger = try await backend.open(place)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<30 { group.addTask { try await ledger.recordFailure(of: ann, at: noon) } }
            try await group.waitForAll()
        }
        #expect(try await ledger.failures(of: ann, since: noon) == 30)
    }
}

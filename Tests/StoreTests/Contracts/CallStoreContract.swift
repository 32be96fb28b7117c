import CustomDump
import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("Every call store")
struct CallStoreContract {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test("A call that was never saved is not there", arguments: Backend.allCases)
    func missing(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        #expect(try await store.load(.sample()) == nil)
        #expect(try await store.answer(of: .sample(), at: 0) == nil)
        #expect(try await !store.save(.sample(), over: 3))
        #expect(try await store.load(.sample()) == nil)
    }

    @Test("What was saved is loaded, with its version and its answer", arguments: Backend.allCases)
    func roundTrip(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        let state = try CallState.sample()
        #expect(try await store.save(state, over: 0, .sample("first")))
        let begun = try await store.load(state.id)
        expectNoDifference(begun, StoredCall(state: state, version: 1, answer: .sample("first")))
        var later = state
        later.turns = 1
        #expect(try await store.save(later, over: 1, .sample("second")))
        let moved = try await store.load(state.id)
        expectNoDifference(moved, StoredCall(state: later, version: 2, answer: .sample("second")))
    }

    @Test("Every phase of a call comes back as it was", arguments: Backend.allCases)
    func phases(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        let push = PushTransaction(
            pollURL: "https://org.example/tx?a=1&b=ü", cancelURL: nil, expiresAt: Date(timeIntervalSince1970: 0.1 + 0.2)
        )
        let factor = Factor(id: "f1", kind: .push, updatedAt: noon + 1 / 3, reachesCallingNumber: true)
        let phases: [CallState.Phase] = [
            .menu, .languages, .departments, .code(factor, sentAt: noon, listens: true),
            .code(factor, sentAt: nil, listens: false), .push(factor, push, sentAt: noon + 0.001, number: 72),
            .push(factor, push, sentAt: noon, number: nil), .pushFailed(.rejected), .account, .agent, .trouble, .ended,
        ]
        for (index, phase) in phases.enumerated() {
            var state = try CallState.sample(index)
            state.phase = phase
            state.verification = CallState.Verification(factor: .push, at: noon + Double(index) / 7)
            state.spentFactors = [.sms, .totp]
            state.department = .billing
            #expect(try await store.save(state, over: 0))
            let loaded = try await store.load(state.id)
            expectNoDifference(loaded?.state, state)
        }
    }

    @Test("A second beginning of the same call loses and writes nothing", arguments: Backend.allCases)
    func secondBeginning(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        let state = try CallState.sample()
        #expect(try await store.save(state, over: 0, .sample("first")))
        #expect(try await !store.save(.sample(turns: 9), over: 0, .sample("second")))
        #expect(try await store.load(state.id)?.state == state)
        #expect(try await store.answer(of: state.id, at: 0) == .sample("first"))
    }

    @Test("A save over another version than the current one loses", arguments: Backend.allCases, [0, 1, 3, 99])
    func wrongVersion(_ backend: Backend, version: Int) async throws {
        let store = try await backend.open(place)
        let state = try CallState.sample()
        #expect(try await store.save(state, over: 0))
        #expect(try await store.save(state, over: 1, .sample("second")))
        #expect(try await !store.save(.sample(turns: 9), over: version, .sample("late")))
        #expect(try await store.load(state.id) == StoredCall(state: state, version: 2, answer: .sample("second")))
    }

    @Test("Of fifty savers over one version exactly one wins", arguments: Backend.allCases, [0, 1])
    func manySavers(_ backend: Backend, version: Int) async throws {
        let store = try await backend.open(place)
        if version == 1 { #expect(try await store.save(.sample(), over: 0)) }
        let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
            for saver in 1...50 {
                group.addTask {
                    let isSaved = try await store.save(.sample(turns: saver), over: version, .sample("\(saver)"))
                    return isSaved ? saver : nil
                }
            }
            return try await group.reduce(into: [Int]()) { if let saver = $1 { $0.append(saver) } }
        }
        #expect(winners.count == 1)
        let winner = try #require(winners.first)
        let stored = try #require(try await store.load(.sample()))
        #expect(stored.state.turns == winner)
        #expect(stored.version == version + 1)
        #expect(stored.answer == .sample("\(winner)"))
    }

    @Test("Each answer can be replayed by the version at which it was given", arguments: Backend.allCases)
    func replays(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        let state = try CallState.sample()
        for version in 0..<5 { #expect(try await store.save(state, over: version, .sample("answer \(version)"))) }
        for version in 0..<5 {
            #expect(try await store.answer(of: state.id, at: version) == .sample("answer \(version)"))
        }
        #expect(try await store.answer(of: state.id, at: 5) == nil)
        #expect(try await store.answer(of: .sample(2), at: 0) == nil)
    }

    // MARK: Claims

    @Test("A claim keeps others out until it runs out", arguments: Backend.allCases)
    func claims(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        let id = try CallID.sample()
        #expect(try await store.save(.sample(), over: 0))
        #expect(try await store.claim(id, version: 1, owner: "a", now: noon, until: noon + 12))
        #expect(try await !store.claim(id, version: 1, owner: "b", now: noon + 11.999, until: noon + 24))
        #expect(try await store.claim(id, version: 1, owner: "a", now: noon + 1, until: noon + 13))
        #expect(try await !store.claim(id, version: 1, owner: "b", now: noon + 12, until: noon + 24))
        #expect(try await store.claim(id, version: 1, owner: "b", now: noon + 13, until: noon + 25))
        #expect(try await !store.claim(id, version: 1, owner: "a", now: noon + 14, until: noon + 26))
    }

    @Test("A claim of another version, or of a call that does not exist, fails", arguments: Backend.allCases)
    func claimsOfWrongVersion(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        #expect(try await !store.claim(.sample(), version: 0, owner: "a", now: noon, until: noon + 12))
        #expect(try await store.save(.sample(), over: 0))
        #expect(try await !store.claim(.sample(), version: 0, owner: "a", now: noon, until: noon + 12))
        #expect(try await !store.claim(.sample(), version: 2, owner: "a", now: noon, until: noon + 12))
    }

    @Test("A save ends the claim on the version that it replaced", arguments: Backend.allCases)
    func savesEndClaims(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        let id = try CallID.sample()
        #expect(try await store.save(.sample(), over: 0))
        #expect(try await store.claim(id, version: 1, owner: "a", now: noon, until: noon + 12))
        #expect(try await store.save(.sample(turns: 1), over: 1))
        #expect(try await !store.claim(id, version: 1, owner: "a", now: noon, until: noon + 12))
        #expect(try await store.claim(id, version: 2, owner: "b", now: noon, until: noon + 12))
    }

    @Test("Of twenty claims at once exactly one is granted", arguments: Backend.allCases)
    func manyClaims(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        let id = try CallID.sample()
        #expect(try await store.save(.sample(), over: 0))
        let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for owner in 0..<20 {
                group.addTask {
                    try await store.claim(id, version: 1, owner: "\(owner)", now: noon, until: noon + 12)
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(granted == 1)
    }
}

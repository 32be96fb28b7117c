import CompanyNumbers
import Foundation
import PhoneNumbers
import Testing

@testable import Store

@Suite("Forwarding in a SQLite file")
struct ForwardingStoreContract {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test("It keeps to the contract", arguments: ForwardingContract.all)
    func contract(_ contract: ForwardingContract) async throws {
        try await contract.run(try await place.open())
    }

    @Test("What runs out is swept, and what counts is kept")
    func sweep() async throws {
        let store = try await place.open()
        let number = try #require(PhoneNumber("+15555550101"))
        for id in 0..<450 {
            try await store.write(Data("x".utf8), to: NoteKey(.route, "\(id)"), expiresAt: noon)
        }
        try await store.write(Data("x".utf8), to: NoteKey(.link, "kept"), expiresAt: noon + 1)
        let limits = ArrivalLimits(perPair: 9, seconds: 60, ringingPerPair: 9, ringingPerParty: 9)
        let calls = [("CA1", -3600.0), ("CA2", -3599)]
        for (id, age) in calls {
            let arrival = Arrival(id: id, kind: .call, party: "+15555550001", number: number)
            _ = try await store.admit(arrival, within: limits, now: noon + age)
        }
        #expect(try await store.sweepForwarding(now: noon) == 451)
        #expect(try await store.note(NoteKey(.link, "kept"), now: noon) != nil)
        #expect(try await store.sweepForwarding(now: noon) == 0)
    }

    @Test("The file shows no number, no name and no content")
    func atRest() async throws {
        let store = try await place.open()
        let number = try #require(PhoneNumber("+15555550101"))
        let arrival = Arrival(id: "CA1", kind: .call, party: "+15555550001", number: number, ringsUntil: noon)
        let limits = ArrivalLimits(perPair: 9, seconds: 60, ringingPerPair: 9, ringingPerParty: 9)
        _ = try await store.admit(arrival, within: limits, now: noon)
        try await store.write(
            Data("+15555550002".utf8), to: NoteKey(.thread, "00u1 +15555550101"), expiresAt: noon + 60)
        try await store.write(Data("RE123".utf8), to: NoteKey(.link, "the-token"), expiresAt: noon + 60)
        let bytes = try ["", "-wal"].map { try Data(contentsOf: URL(filePath: place.path + $0)) }.reduce(Data(), +)
        for secret in ["5555550001", "5555550002", "5555550101", "the-token", "RE123"] {
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret)")
        }
    }
}

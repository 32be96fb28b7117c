import Foundation
import Testing

@testable import CompanyNumbers

@Suite struct `Forwarding's memory in this process` {
    @Test(arguments: ForwardingContract.all)
    func `It keeps to the contract`(_ contract: ForwardingContract) async throws {
        try await contract.run(InMemoryForwardingStore())
    }

    @Test func `It does not grow for ever`() async {
        let memory = InMemoryForwardingStore(most: 10)
        for id in 0..<100 {
            let end = noon + 9 + Double(id)
            _ = await memory.writeFirst(Data("x".utf8), to: NoteKey(.route, "\(id)"), now: noon, expiresAt: end)
        }
        #expect(await memory.note(NoteKey(.route, "99"), now: noon) != nil)
        #expect(await memory.note(NoteKey(.route, "0"), now: noon) == nil)
    }

    @Test func `When it is full, the half that ends first is forgotten`() async {
        let memory = InMemoryForwardingStore(most: 10)
        // Links and voicemails are written with this, and last longer than what comes after them.
        await memory.write(Data("link".utf8), to: NoteKey(.link, "kept"), expiresAt: noon + 1000)
        for id in 0..<9 {
            await memory.write(Data("x".utf8), to: NoteKey(.thread, "\(id)"), expiresAt: noon + 100 + Double(id))
        }
        for id in 0..<50 {
            let end = noon + 200 + Double(id)
            _ = await memory.writeFirst(Data("x".utf8), to: NoteKey(.route, "\(id)"), now: noon, expiresAt: end)
            #expect(await memory.note(NoteKey(.link, "kept"), now: noon) != nil)
            #expect(await memory.note(NoteKey(.route, "\(id)"), now: noon) != nil)
        }
        for id in 0..<9 { #expect(await memory.note(NoteKey(.thread, "\(id)"), now: noon) == nil) }
    }

    @Test func `When it is full, the arrivals that came last still count`() async {
        let memory = InMemoryForwardingStore(most: 10)
        let limits = ArrivalLimits(perPair: 99, seconds: 60, ringingPerPair: 1, ringingPerParty: 99)
        for id in 0..<30 {
            let now = noon + Double(id)
            let arrival = Arrival(
                id: "CA\(id)", kind: .call, party: "party \(id)", number: .company, ringsUntil: now + 30)
            #expect(await memory.admit(arrival, within: limits, now: now) == .admitted(isNew: true))
            guard id > 0 else { continue }
            let ring = Arrival(
                id: "CAring", kind: .call, party: "party \(id - 1)", number: .company, ringsUntil: now + 30)
            #expect(await memory.admit(ring, within: limits, now: now) == .refused(.alreadyRinging))
        }
    }
}

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
            _ = await memory.writeFirst(Data("x".utf8), to: NoteKey(.route, "\(id)"), now: noon, expiresAt: noon + 9)
        }
        #expect(await memory.note(NoteKey(.route, "99"), now: noon) != nil)
        #expect(await memory.note(NoteKey(.route, "0"), now: noon) == nil)
    }
}

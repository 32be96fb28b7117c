import CallFlow
import Foundation
import Testing

@testable import Web

@Suite("Calls in progress")
struct CallsInProgressTests {
    private let noon = Date(timeIntervalSince1970: 1_800_000_000)

    private func id(_ number: Int) throws -> CallID {
        try #require(CallID("CA" + String(repeating: "0", count: 28) + String(1000 + number)))
    }

    @Test func `A call counts from its beginning to its end, once`() throws {
        var calls = CallsInProgress()
        calls.begin(try id(1), at: noon)
        calls.begin(try id(1), at: noon)
        calls.begin(try id(2), at: noon)
        #expect(calls.count == 2)
        calls.end(try id(1))
        calls.end(try id(1))
        #expect(calls.count == 1)
    }

    @Test func `A call of whose end nobody told counts for two hours and a little`() throws {
        var calls = CallsInProgress()
        calls.begin(try id(1), at: noon)
        calls.begin(try id(2), at: noon + 7199)
        #expect(calls.count == 2)
        calls.begin(try id(3), at: noon + 7201)
        #expect(calls.count == 3)
        calls.begin(try id(4), at: noon + 7260)
        #expect(calls.count == 3)
    }
}

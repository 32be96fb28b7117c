import Observability
import Testing

@Suite("A pseudonym")
struct PseudonymTests {
    private let key: PseudonymKey

    init() throws { key = try #require(PseudonymKey(Array(0..<32))) }

    @Test("is the first 96 bits of a keyed hash")
    func isKnown() {
        // Computed by another program.
        #expect(Pseudonym(of: "+15551234567", as: .number, key: key).text == "aee86abedf8b8c08c68f54ca")
        #expect("\(Pseudonym(of: "00u1", as: .user, key: key))" == "d226ba33c2630c4124444495")
    }

    @Test("differs by value, kind and key")
    func differs() throws {
        let other = try #require(PseudonymKey(Array(repeating: 7, count: 32)))
        let pseudonyms: Set<Pseudonym> = [
            Pseudonym(of: "a", as: .number, key: key), Pseudonym(of: "b", as: .number, key: key),
            Pseudonym(of: "a", as: .user, key: key), Pseudonym(of: "a", as: .number, key: other),
        ]
        #expect(pseudonyms.count == 4)
        #expect(Pseudonym(of: "a", as: .user, key: key) == Pseudonym(of: "a", as: .user, key: key))
    }

    @Test("needs a key of 32 bytes", arguments: [0, 16, 31, 33])
    func refusesKey(length: Int) {
        #expect(PseudonymKey(Array(repeating: 1, count: length)) == nil)
    }
}

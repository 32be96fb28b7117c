import Testing
import Texts

@Suite("Base64 without what URLs do not like")
struct Base64URLTests {
    @Test(
        arguments: [("", []), ("_-8", [0xFF, 0xEF]), ("AQ", [1]), ("_____w", [255, 255, 255, 255])]
            as [(String, [UInt8])])
    func `Bytes are read back as they were written`(_ text: String, _ bytes: [UInt8]) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
        #expect(Base64URL.decode(text[...]) == bytes)
    }

    @Test func `Padding may be there, and nothing else`() {
        #expect(Base64URL.decode("AQ==") == [1])
        #expect(Base64URL.decode("A*") == nil)
        #expect(Base64URL.decode("A") == nil)
    }
}

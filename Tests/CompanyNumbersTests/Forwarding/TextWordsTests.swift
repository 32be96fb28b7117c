import PhoneNumbers
import Testing

@testable import CompanyNumbers

@Suite struct `Words of texts` {
    @Test func `A text says whom it is from, a blank line, what was written`() {
        #expect(TextWords.forwarded(from: "+15555550001", "Hello\nthere \n") == ["From: +15555550001\n\nHello\nthere"])
        #expect(TextWords.forwarded(from: "32665", "") == ["From: 32665"])
    }

    @Test func `A short text stays whole, also when it fills a message`() {
        #expect(TextWords.split("") == [""])
        #expect(TextWords.split(String(repeating: "a", count: 1600)).count == 1)
        #expect(TextWords.split(String(repeating: "a", count: 1601)).map(\.count) == [1600, 1])
    }

    @Test func `A long text is cut between lines, else between words`() {
        #expect(TextWords.split("one two\nthree four", limit: 12) == ["one two", "three four"])
        #expect(TextWords.split("one two three four", limit: 12) == ["one two", "three four"])
        #expect(
            TextWords.split("a verylongwordwithoutanyspace", limit: 10) == ["a verylong", "wordwithou", "tanyspace"])
    }

    @Test func `Nothing but space is lost, and no character is torn`() {
        let text = (0..<700).map { "wörd\($0)👨‍👩‍👧" }.joined(separator: " ")
        let pieces = TextWords.split(text)
        #expect(pieces.allSatisfy { $0.utf16.count <= 1600 })
        #expect(pieces.joined(separator: " ") == text)
        let families = String(repeating: "👨‍👩‍👧", count: 500)
        #expect(TextWords.split(families).joined() == families)
    }

    @Test func `One character of very many marks ends too`() {
        let zalgo = "a" + String(repeating: "\u{301}", count: 4000)
        let pieces = TextWords.split(zalgo)
        #expect(pieces.allSatisfy { $0.utf16.count <= 1600 })
        #expect(pieces.reduce(0) { $0 + $1.unicodeScalars.count } == 4001)
    }

    @Test(arguments: [
        "STOP", "stop", " Stop \n", "STOPALL", "unsubscribe", "cancel", "END", "quit", "revoke", "OPTOUT", "start",
        "UNSTOP", "help", "INFO",
    ])
    func `Words that steer Twilio are left to it`(_ word: String) {
        #expect(TextKeyword.isMatched(by: word))
    }

    @Test(arguments: ["STOP PLEASE", "please stop", "", "yes", "the end", "ST OP", "stop."])
    func `Whole sentences are not`(_ text: String) {
        #expect(!TextKeyword.isMatched(by: text))
    }

    @Test(arguments: [
        ("+15551234567: hello", "+15551234567", "hello"), ("+1 (555) 123-4567:hello", "+15551234567", "hello"),
        ("  +15551234567:\nhello: you", "+15551234567", "hello: you"),
        ("+49 171 1234567 : hallo", "+491711234567", "hallo"),
        ("+15551234567:", "+15551234567", ""),
    ])
    func `An answer may name its recipient`(_ body: String, _ number: String, _ text: String) throws {
        let reply = EmployeeReply(body)
        #expect(reply.recipient == .number(try #require(PhoneNumber(number))))
        #expect(reply.text == text)
    }

    @Test(arguments: ["hello", "+1 for pizza: yes", "15551234567: hello", "at 12:30", "+:", "", "++: x"])
    func `Everything else is for whoever wrote last`(_ body: String) {
        let reply = EmployeeReply(body)
        #expect(reply.recipient == .last || body == "++: x")
        if reply.recipient == .last { #expect(reply.text == body) }
    }

    @Test(arguments: ["+12: hello", "+999999999999999999: hello", "+1555123456789012: x"])
    func `A number that is none is not taken for words`(_ body: String) {
        #expect(EmployeeReply(body).recipient == .unreadable)
    }
}

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
        ("+15551234567:", "+15551234567", ""), ("15551234567: hello", "+15551234567", "hello"),
        ("2125551234: hi", "+12125551234", "hi"), ("(212) 555-1234: hi", "+12125551234", "hi"),
        ("+15551234567：hello", "+15551234567", "hello"), ("＋1 555 123 4567: hello", "+15551234567", "hello"),
        // As telephones paste them: between marks of direction, with hyphens and spaces that do not break.
        ("\u{202A}+1 (212) 555\u{2011}1234\u{202C}: hi", "+12125551234", "hi"),
        ("212\u{A0}555\u{A0}1234: hi", "+12125551234", "hi"), ("2125551234:30 is fine", "+12125551234", "30 is fine"),
    ])
    func `An answer may name its recipient`(_ body: String, _ number: String, _ text: String) throws {
        let reply = EmployeeReply(body, defaultRegion: "US")
        #expect(reply.recipient == .number(try #require(PhoneNumber(number))))
        #expect(reply.text == text)
    }

    @Test(arguments: [
        "hello", "+1 for pizza: yes", "at 12:30", "12:30", "+:", "", "++: x", "3: yes", "call 2125551234: now",
        "2026-11-21 10:30 at the door", "2125551234 hello", "2125551234\n: hello",
    ])
    func `Everything else is for whoever wrote last`(_ body: String) {
        let reply = EmployeeReply(body, defaultRegion: "US")
        #expect(reply.recipient == .last)
        #expect(reply.text == body)
    }

    @Test(arguments: [
        "+12: hello", "+999999999999999999: hello", "+1555123456789012: x", "1234567: hello", "555-1234: hello",
        "21255512345678: hello", "２１２５５５１２３４: hello", "(+1) 212 555 1234: hello",
    ])
    func `A number that is none is not taken for words`(_ body: String) {
        #expect(EmployeeReply(body, defaultRegion: "US").recipient == .unreadable)
    }
}

import CompanyNumbers
import Foundation
import Testing
import TwiML

@testable import Web

@Suite struct `Texts to company numbers` {
    private struct Sent: Equatable {
        let to: String?
        let from: String?
        let body: String
        let media: [String]
    }

    /// Reads an answer as Twilio does: 200, TwiML of messages, nothing else.
    private func sent(_ answer: Line.Answer) throws -> [Sent] {
        #expect(answer.status == 200 && answer.type == "text/xml; charset=utf-8")
        #expect(TwiMLChecker.faults(in: answer.body, grammar: .messaging).map(\.message) == [])
        return try TwiMLDocument(answer.body).root.children.map { message in
            Sent(
                to: message["to"], from: message["from"],
                body: message.children.filter { $0.name == "Body" }.map(\.text).joined(),
                media: message.children.filter { $0.name == "Media" }.map(\.text))
        }
    }

    @Test func `A text and its pictures go to the mobile`() async throws {
        let board = try Switchboard()
        try await board.test { line in
            let media = (0..<12).flatMap {
                [("MediaUrl\($0)", "https://api.twilio.com/m?\($0)&x"), ("MediaContentType\($0)", "image/jpeg")]
            }
            let answer = try await line.text(
                "Hello <b> & \"you\" ñ 👋\r\nagain", sid: "MM1", [("NumMedia", "12")] + media)
            let messages = try sent(answer)
            #expect(messages.count == 1)
            #expect(messages[0].to == "+15555550201" && messages[0].from == "+15555550101")
            #expect(messages[0].body == "From: +15555550001\n\nHello <b> & \"you\" ñ 👋\nagain")
            #expect(messages[0].media.count == 10 && messages[0].media[3] == "https://api.twilio.com/m?3&x")
        }
    }

    @Test func `Long texts are sent in pieces`() async throws {
        try await Switchboard().test { line in
            let messages = try sent(try await line.text(String(repeating: "words ", count: 266), sid: "SM1"))
            #expect(messages.count == 2 && messages.allSatisfy { $0.body.utf16.count <= 1600 })
        }
    }

    @Test func `The employee's answer goes back from the company number, once decided for good`() async throws {
        try await Switchboard().test { line in
            let hint = try sent(try await line.text("hi", sid: "SM0", from: "+15555550201"))
            #expect(hint.map(\.to) == ["+15555550201"] && hint[0].body.contains("+15551234567: your message"))
            _ = try await line.text("one", sid: "SM1", from: "+15555550001")
            let back = try await line.text("thanks", sid: "SM2", from: "+15555550201")
            #expect(try sent(back) == [Sent(to: "+15555550001", from: "+15555550101", body: "thanks", media: [])])
            _ = try await line.text("two", sid: "SM3", from: "+15555550002")
            #expect(try await line.text("thanks", sid: "SM2", from: "+15555550201").body == back.body)
            let named = try await line.text("+1 555 555 0001: and you", sid: "SM4", from: "+15555550201")
            #expect(try sent(named) == [Sent(to: "+15555550001", from: "+15555550101", body: "and you", media: [])])
        }
    }

    @Test(arguments: ["STOP", "stop ", "Unsubscribe", "START", "HELP"])
    func `Keywords are left to Twilio`(_ word: String) async throws {
        let board = try Switchboard()
        try await board.test { line in
            let answer = try await line.text(word, sid: "SM1")
            #expect(answer.body.hasSuffix("<Response/>"))
        }
        #expect(board.owners.asked == 0)
    }

    @Test func `Who writes to nobody is told once an hour`() async throws {
        let board = try Switchboard([])
        try await board.test { line in
            let first = try sent(try await line.text("hello", sid: "SM1"))
            #expect(first.map(\.to) == ["+15555550001"] && first[0].body.contains("nobody can be reached"))
            #expect(try sent(try await line.text("hello?", sid: "SM2")).isEmpty)
            board.clock.set(board.clock.value + 3601)
            #expect(try sent(try await line.text("hello??", sid: "SM3")).count == 1)
        }
    }

    @Test func `Okta that does not answer is told to the sender`() async throws {
        let board = try Switchboard()
        board.owners.fail()
        try await board.test { line in
            let told = try sent(try await line.text("hello", sid: "SM1"))
            #expect(told.map(\.to) == ["+15555550001"] && told[0].body.contains("could not be delivered"))
        }
    }

    @Test func `A store that does not answer keeps no text back`() async throws {
        try await Switchboard(store: BrokenNotes()).test { line in
            let messages = try sent(try await line.text("hello", sid: "SM1"))
            #expect(messages.map(\.to) == ["+15555550201"])
        }
    }

    @Test func `Regions without messages in answers get requests, each once`() async throws {
        let board = try Switchboard(sendsByRequest: true)
        try await board.test { line in
            for _ in 0..<3 {
                let answer = try await line.text("hello", sid: "SM1")
                #expect(answer.body == TwiMLDocument.empty)
            }
        }
        #expect(board.sender.sent.map(\.to) == ["+15555550201"])
        #expect(board.sender.sent[0].body == "From: +15555550001\n\nhello")
    }

    @Test func `Of webhooks that come at once one sends by request`() async throws {
        let board = try Switchboard(sendsByRequest: true)
        board.owners.gather(2)
        try await board.test { line in
            async let one = line.text("hello", sid: "SM1")
            async let two = line.text("hello", sid: "SM1")
            for answer in try await [one, two] { #expect(answer.body == TwiMLDocument.empty) }
        }
        #expect(board.sender.sent.map(\.to) == ["+15555550201"])
        #expect(board.journal.events.filter { $0.kind == .text }.count == 1)
    }

    @Test(arguments: [
        [], [("MessageSid", "SM1")], [("MessageSid", "SM1"), ("To", "whatsapp:+15555550101")],
        [("MessageSid", ""), ("To", "+15555550101")], [("MessageSid", "S M"), ("To", "+15555550101")],
        [("MessageSid", String(repeating: "S", count: 999)), ("To", "+15555550101")],
    ])
    func `Bodies that name no text send nothing`(_ fields: [(String, String)]) async throws {
        try await Switchboard().test { line in
            let answer = try await line.webhook("/sms-forward", fields)
            #expect(try sent(answer).isEmpty)
        }
    }

    @Test func `What goes out is asked after, and what does not arrive is written down with its code`() async throws {
        let board = try Switchboard()
        try await board.test { line in
            let answer = try await line.text("hello", sid: "SM1")
            let message = try #require(try TwiMLDocument(answer.body).root.children.first)
            #expect(message["statusCallback"] == House.publicURL + "/sms-forward/status")
            let usual = [("MessageSid", "SM9"), ("From", "+15555550101"), ("To", "+15555550201")]
            for status in ["queued", "sent", "delivered"] {
                let heard = try await line.webhook("/sms-forward/status", usual + [("MessageStatus", status)])
                #expect(heard.body == TwiMLDocument.empty)
            }
            _ = try await line.webhook(
                "/sms-forward/status", usual + [("MessageStatus", "undelivered"), ("ErrorCode", "30034")])
            _ = try await line.webhook("/sms-forward/status", [("MessageStatus", "failed")])
        }
        let told = board.journal.events.filter { $0.kind == .undelivered }
        #expect(told == [ForwardingEvent(.undelivered, outcome: "30034", ownerID: nil, reference: "SM9")])
    }

    @Test(arguments: [
        (30034, "A2P 10DLC campaign"), (30032, "Toll-Free Verification"), (21610, "START"), (30007, "spam"),
        (30003, "docs/errors"),
    ])
    func `What kept a text back is named with the mend`(code: Int, mend: String) {
        let text = UndeliveredText(id: "SM1", from: nil, to: nil, code: code)
        #expect(text.cause.mend.contains(mend))
    }

    @Test func `Odd senders and counts do no harm`() async throws {
        try await Switchboard().test { line in
            let odd = [("NumMedia", "-3"), ("MediaUrl0", "javascript:alert(1)")]
            let answer = try await line.text("x", sid: "SM1", from: "AC\u{0}ME\n\nFrom: <fake>", odd)
            let messages = try sent(answer)
            #expect(messages.map(\.body) == ["From: ACMEFrom: <fake>\n\nx"] && messages[0].media.isEmpty)
            let bad = try await line.text(
                "y", sid: "SM2", [("NumMedia", "2"), ("MediaUrl0", "file:///etc"), ("MediaUrl1", "https://a b")])
            #expect(try sent(bad).map(\.media) == [[]])
        }
    }
}

import CompanyNumbers
import Foundation
import HTTPTypes
import NIOCore
import Testing
import TwiML

@testable import Web

@Suite struct `Calls to company numbers` {
    /// Every answer is 200, TwiML, and what a call understands.
    private func check(_ answer: Line.Answer, _ grammar: TwiMLGrammar = .voice) throws {
        #expect(answer.status == 200 && answer.type == "text/xml; charset=utf-8")
        #expect(TwiMLChecker.faults(in: answer.body, grammar: grammar).map(\.message) == [])
    }

    @Test func `The public side answers these routes and no others`() throws {
        #expect(
            try Switchboard().routes == [
                "GET /call-forward", "GET /call-forward/accept", "GET /call-forward/done", "GET /call-forward/recorded",
                "GET /call-forward/recording", "GET /call-forward/screen", "GET /sms-forward",
                "GET /sms-forward/status",
                "GET /voicemail/{token}", "HEAD /voicemail/{token}", "POST /call-forward",
                "POST /call-forward/accept", "POST /call-forward/done", "POST /call-forward/recorded",
                "POST /call-forward/recording", "POST /call-forward/screen", "POST /sms-forward",
                "POST /sms-forward/status",
            ])
    }

    @Test func `Without a signature nothing is asked of anybody`() async throws {
        let board = try Switchboard()
        try await board.test { line in
            for path in ["", "/screen", "/accept", "/done", "/recorded", "/recording"].map({ "/call-forward" + $0 }) + [
                "/sms-forward", "/sms-forward/status",
            ] {
                let forged = try await line.post(path, [("MessageSid", "SM1")], key: "guess")
                #expect(forged.status == 403 && forged.body.isEmpty)
            }
        }
        #expect(board.owners.asked == 0 && board.journal.events.isEmpty)
    }

    @Test func `A call is announced and rings at the mobile with the caller's number`() async throws {
        let board = try Switchboard()
        try await board.test { line in
            let answer = try await line.call()
            try check(answer)
            let dial = try #require(try TwiMLDocument(answer.body).root.children.first { $0.name == "Dial" })
            #expect(dial["callerId"] == "+15555550001" && dial["answerOnBridge"] == "true" && dial["timeout"] == "20")
            #expect(dial.children.first?.text == "+15555550201")
            #expect(dial.children.first?["url"]?.hasPrefix("https://ivr.example.com/call-forward/screen?") == true)
            #expect(try await line.call().body == answer.body)
        }
        #expect(board.journal.events.map(\.outcome) == ["dialled"])
    }

    @Test func `It works by GET too`() async throws {
        try await Switchboard().test { line in
            let answer = try await line.get("/call-forward", [("To", "+15555550101")])
            try check(answer)
            #expect(answer.body.contains("+15555550201"))
        }
    }

    @Test func `The employee hears who calls and presses 1 to be connected`() async throws {
        try await Switchboard().test { line in
            let dial = try await line.call([("StirVerstat", "TN-Validation-Failed-C")])
            let leg = [
                ("CallSid", "CA2"), ("ParentCallSid", line.sid), ("From", "+15555550001"), ("To", "+15555550201"),
            ]
            let screen = try await line.webhook(try #require(dial.attribute("url")), leg)
            try check(screen)
            #expect(screen.body.contains("+15555550001") && screen.body.contains("Careful"))
            let wrong = try await line.webhook(try #require(screen.action), leg + [("Digits", "7")])
            try check(wrong)
            #expect(wrong.body.contains("That was not 1"))
            let taken = try await line.webhook(try #require(wrong.action), leg + [("Digits", "1")])
            try check(taken)
            #expect(taken.body.contains("Connecting") && !taken.body.contains("Hangup"))
            // The first call rings no more: another one may come in.
            #expect(try await line.call(sid: "CA3").body.contains("<Dial"))
        }
    }

    @Test func `Who presses nothing, or the wrong key three times, is not connected`() async throws {
        try await Switchboard().test { line in
            var answer = try await line.webhook("/call-forward/screen?language=en-US", [("CallSid", "CA2")])
            #expect(!answer.body.contains("Careful") && answer.body.contains("is withheld"))
            #expect(
                try await line.webhook(try #require(answer.action), [("CallSid", "CA2")]).body == TwiMLDocument.hangUp)
            for _ in 0..<2 {
                answer = try await line.webhook(try #require(answer.action), [("CallSid", "CA2"), ("Digits", "5")])
                try check(answer)
            }
            let end = try await line.webhook(try #require(answer.action), [("CallSid", "CA2"), ("Digits", "5")])
            #expect(end.body == TwiMLDocument.hangUp)
        }
    }

    @Test(arguments: [
        ("no-answer", "false"), ("busy", "false"), ("failed", "false"), ("canceled", "false"), ("completed", "false"),
        ("", ""),
    ])
    func `Whom nobody took gets the voicemail, also when a private voicemail answered`(
        _ status: String, _ bridged: String
    )
        async throws
    {
        let board = try Switchboard([.sample("00u1", number: "+15555550101", mobile: "+15555550201", language: "de_DE")]
        )
        try await board.test { line in
            let dial = try await line.call()
            let done = try await line.webhook(
                try #require(dial.action),
                [
                    ("CallSid", line.sid), ("From", line.from), ("To", "+15555550101"), ("CallStatus", "in-progress"),
                    ("DialCallStatus", status), ("DialBridged", bridged),
                ])
            try check(done)
            let record = try #require(try TwiMLDocument(done.body).root.children.first { $0.name == "Record" })
            #expect(record["maxLength"] == "120" && record["recordingStatusCallback"] != nil)
            #expect(done.body.contains("language=\"de-DE\""))
        }
    }

    @Test(arguments: ["completed", "answered"])
    func `Whom they spoke with hears nothing more`(_ status: String) async throws {
        try await Switchboard().test { line in
            let dial = try await line.call()
            let fields = [
                ("CallSid", line.sid), ("From", line.from), ("To", "+15555550101"), ("DialCallStatus", status),
            ]
            for bridged in [[("DialBridged", "true")], []] {
                #expect(
                    try await line.webhook(try #require(dial.action), fields + bridged).body == TwiMLDocument.hangUp)
            }
        }
    }

    @Test func `A caller who hung up while it rang is told nothing`() async throws {
        try await Switchboard().test { line in
            let fields = [("To", "+15555550101"), ("CallStatus", "completed"), ("DialCallStatus", "canceled")]
            let done = try await line.webhook("/call-forward/done", [("CallSid", line.sid)] + fields)
            #expect(done.body == TwiMLDocument.hangUp)
        }
    }

    @Test func `A ring is answered busy`() async throws {
        try await Switchboard().test { line in
            _ = try await line.call()
            let second = try await line.call(sid: "CA2")
            try check(second)
            #expect(second.body.contains("<Reject reason=\"busy\"/>"))
            #expect(try await line.call(sid: "CA3", from: "+15555550101").body.contains("<Reject"))
        }
    }

    @Test func `Nobody's, an inactive person's and a mobile-less person's number are said to reach nobody`()
        async throws
    {
        let people: [Employee] = [
            .sample("00u2", number: "+15555550102", mobile: "+15555550202", isActive: false),
            .sample("00u3", number: "+15555550103", mobile: nil),
            .sample("00u4", number: "+15555550104", mobile: "+15555550104"),
        ]
        try await Switchboard(people).test { line in
            for number in ["+15555550101", "+15555550102", "+15555550103", "+15555550104"] {
                let answer = try await line.call(sid: "CA\(number.suffix(3))", to: number)
                try check(answer)
                #expect(answer.body.contains("nobody can be reached") && !answer.body.contains("Dial"))
            }
        }
    }

    @Test(arguments: ["", "anonymous", "+266696687", "client:ada", "Restricted", "5555550001", "sip:ada@example.com"])
    func `A caller whose number cannot be shown is shown as the company number`(_ from: String) async throws {
        try await Switchboard().test { line in
            let answer = try await line.call(from: from)
            try check(answer)
            #expect(answer.body.contains("callerId=\"+15555550101\"") && answer.body.contains("withheld=true"))
        }
    }

    @Test func `Outside the hours the voicemail answers at once`() async throws {
        // The clock stands at noon UTC on a Monday.
        let ada = Employee.sample("00u1", number: "+15555550101", mobile: "+15555550201", hours: "Mo 13:00-17:00 UTC")
        try await Switchboard([ada]).test { line in
            let answer = try await line.call()
            try check(answer)
            #expect(answer.body.contains("<Record") && answer.body.contains("outside office hours"))
        }
    }

    @Test func `Okta that does not answer is an apology, a store that does not answer is nothing`() async throws {
        let down = try Switchboard()
        down.owners.fail()
        try await down.test { line in
            let answer = try await line.call()
            try check(answer)
            #expect(answer.body.contains("not working on our side"))
        }
        try await Switchboard(store: BrokenNotes()).test { line in
            let answer = try await line.call()
            try check(answer)
            #expect(answer.body.contains("<Dial"))
        }
    }

    @Test func `Templates that cannot be rendered are an apology, or the end of the call`() async throws {
        let broken = try Switchboard(contracts: [ForwardingTemplate.unavailable.contract])
        try await broken.test { line in
            let answer = try await line.call()
            try check(answer)
            #expect(answer.body.contains("not working on our side"))
        }
        try await Switchboard(contracts: []).test { line in
            let answer = try await line.call()
            #expect(answer.body == TwiMLDocument.hangUp)
        }
    }

    @Test(arguments: [
        [], [("CallSid", "")], [("CallSid", "CA1")], [("CallSid", "CA1"), ("To", "nonsense")],
        [("CallSid", "../../etc"), ("To", "+15555550101")], [("CallSid", "CA1"), ("To", "sip:a@b"), ("From", "\u{0}")],
    ])
    func `Bodies that name no call are an apology`(_ fields: [(String, String)]) async throws {
        try await Switchboard().test { line in
            for path in ["", "/screen", "/accept", "/done", "/recorded", "/recording"] {
                try check(try await line.webhook("/call-forward" + path, fields))
            }
        }
    }

    @Test(arguments: ["9223372036854775807", "-9223372036854775808", "3", "-1", "two", "99999999999999999999", ""])
    func `A count of tries that is not ours ends the question`(_ tries: String) async throws {
        try await Switchboard().test { line in
            let answer = try await line.webhook(
                "/call-forward/accept", [("CallSid", line.sid), ("Digits", "5"), ("tries", tries)])
            #expect(answer.body == TwiMLDocument.hangUp)
        }
    }

    @Test func `A body that is too large is refused`() async throws {
        try await Switchboard().test { line in
            let answer = try await line.webhook("/call-forward", [("CallSid", String(repeating: "a", count: 70_000))])
            #expect(answer.status == 403)
        }
    }
}

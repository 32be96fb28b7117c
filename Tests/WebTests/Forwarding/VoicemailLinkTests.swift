import CompanyNumbers
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing
import TwiML

@testable import Web

@Suite struct `Voicemail by link` {
    private let recording = "RE" + String(repeating: "a", count: 32)

    /// Leaves a message and gives the path of its link.
    private func leave(_ line: Line, _ board: Switchboard) async throws -> String {
        _ = try await line.call()
        let fields = [
            ("CallSid", line.sid), ("From", line.from), ("To", "+15555550101"),
            (
                "RecordingUrl",
                "https://api.twilio.com/2010-04-01/Accounts/\(Switchboard.account)/Recordings/\(recording)"
            ),
            ("RecordingSid", recording), ("RecordingDuration", "7"), ("Digits", "hangup"),
        ]
        let thanks = try await line.webhook("/call-forward/recorded?language=en-US", fields)
        #expect(thanks.status == 200 && thanks.body.contains("passed on"))
        let ready = try await line.webhook(
            "/call-forward/recording", fields + [("RecordingStatus", "completed")])
        #expect(ready.body == TwiMLDocument.empty)
        let body = try #require(board.sender.sent.first?.body)
        return try #require(body.split(separator: " ").last.map(String.init)).replacing(House.publicURL, with: "")
    }

    @Test func `The employee is texted once, and the link gives the sound`() async throws {
        let board = try Switchboard()
        try await board.test { line in
            let path = try await leave(line, board)
            #expect(board.sender.sent.count == 1)
            #expect(board.sender.sent[0].body.hasPrefix("New voicemail from +15555550001, 7 seconds."))
            try await line.client.execute(uri: path, method: .get) { response in
                #expect(response.status == .ok && response.headers[.contentType] == "audio/mpeg")
                #expect(response.headers[.cacheControl] == "private, no-store")
                #expect(Array(buffer: response.body) == Array(0..<100))
            }
            #expect(board.recordings.asked == [recording])
            try await line.client.execute(uri: path, method: .head) { response in
                #expect(response.status == .ok && response.headers[.contentType] == "audio/mpeg")
                #expect(response.body.readableBytes == 0)
            }
            #expect(board.recordings.asked.count == 1)
        }
    }

    @Test func `Parts of the sound are given as telephones ask for them`() async throws {
        let board = try Switchboard()
        try await board.test { line in
            let path = try await leave(line, board)
            for (range, status, content, count) in [
                ("bytes=0-1", 206, "bytes 0-1/100", 2), ("bytes=90-", 206, "bytes 90-99/100", 10),
                ("bytes=-5", 206, "bytes 95-99/100", 5), ("bytes=50-999", 206, "bytes 50-99/100", 50),
                ("bytes=100-", 416, "bytes */100", 0), ("bytes=5-1", 416, "bytes */100", 0),
                ("bytes=0-1,4-5", 200, nil, 100), ("items=0-1", 200, nil, 100), ("bytes=", 200, nil, 100),
            ] as [(String, Int, String?, Int)] {
                try await line.client.execute(uri: path, method: .get, headers: [.range: range]) { response in
                    #expect(response.status.code == status && response.headers[.contentRange] == content, "\(range)")
                    #expect(response.body.readableBytes == count, "\(range)")
                }
            }
        }
    }

    @Test func `A link ends after seven days, and others never were`() async throws {
        let board = try Switchboard()
        try await board.test { line in
            let path = try await leave(line, board)
            for other in [
                "/voicemail/", "/voicemail/x", "/voicemail/" + String(repeating: "a", count: 22), "/voicemail/..%2F..",
            ] {
                try await line.client.execute(uri: other, method: .get) { #expect($0.status == .notFound) }
            }
            board.clock.set(board.clock.value + 7 * 86_400)
            try await line.client.execute(uri: path, method: .get) { #expect($0.status == .gone) }
            board.clock.set(board.clock.value + 2 * 86_400)
            try await line.client.execute(uri: path, method: .get) { #expect($0.status == .notFound) }
        }
        #expect(board.recordings.asked.isEmpty)
    }

    @Test(arguments: [(RecordingOutcome.missing, 404), (.unavailable, 502)])
    func `What Twilio does not give is said`(_ outcome: RecordingOutcome, _ status: Int) async throws {
        let board = try Switchboard(recording: outcome)
        try await board.test { line in
            let path = try await leave(line, board)
            try await line.client.execute(uri: path, method: .get) { #expect($0.status.code == status) }
        }
    }

    @Test func `Recordings of another account, or of no call that is known, are told to nobody`() async throws {
        let board = try Switchboard()
        try await board.test { line in
            _ = try await line.call()
            for fields in [
                [
                    ("AccountSid", "AC" + String(repeating: "1", count: 32)), ("CallSid", line.sid),
                    ("RecordingSid", recording),
                ],
                [("CallSid", "CA99"), ("RecordingSid", recording)],
                [("CallSid", line.sid), ("RecordingSid", "RE/../x")],
                [("CallSid", line.sid), ("RecordingUrl", "https://evil.example/RE1")],
            ] {
                let answer = try await line.webhook("/call-forward/recorded", fields)
                #expect(answer.status == 200)
            }
        }
        #expect(board.sender.sent.isEmpty)
    }
}

import Foundation
import PhoneNumbers
import Testing

@testable import CompanyNumbers

@Suite struct `Voicemail` {
    private let recording = "RE" + String(repeating: "a", count: 32)

    private func desk(
        _ exchange: Exchange, _ sender: FakeSender, _ outcome: RecordingOutcome = .sound([1, 2, 3])
    ) -> VoicemailDesk {
        VoicemailDesk(
            notebook: exchange.notebook, sender: sender, source: FakeRecordings(outcome: outcome),
            retention: RecordingRetention(
                store: MemoryRecordingDeletions(), remover: FakeRemover(), journal: exchange.journal, logger: quiet),
            journal: exchange.journal, publicURL: "https://ivr.example.com"
        ) { voicemail, seconds, link in "\(voicemail.caller?.e164 ?? "withheld") \(seconds ?? 0) \(link)" }
    }

    private func receive(
        _ desk: VoicemailDesk, seconds: Int? = 7, call: String = "CA1", at now: Date = noon
    ) async throws -> VoicemailDesk.Outcome {
        let finished = try #require(FinishedRecording(callID: call, id: recording, seconds: seconds))
        return await desk.receive(finished, deadline: soon, now: now, logger: quiet)
    }

    private func token(_ sender: FakeSender) throws -> String {
        try #require(sender.sent.last?.body.split(separator: "/").last.map(String.init))
    }

    @Test func `The employee gets one text with a link, however often Twilio reports`() async throws {
        let (exchange, sender) = (Exchange(), FakeSender())
        _ = await exchange.call("CA1")
        let desk = desk(exchange, sender)
        #expect(try await receive(desk) == .sent)
        #expect(try await receive(desk) == .repeated)
        #expect(sender.sent.count == 1)
        #expect(sender.sent[0].to == PhoneNumber.mobile.e164 && sender.sent[0].from == PhoneNumber.company.e164)
        #expect(sender.sent[0].body.hasPrefix("+15555550001 7 https://ivr.example.com/voicemail/"))
    }

    @Test func `A link leads to its recording for seven days and is gone then`() async throws {
        let (exchange, sender) = (Exchange(), FakeSender())
        _ = await exchange.call("CA1")
        let desk = desk(exchange, sender)
        _ = try await receive(desk)
        let token = try token(sender)
        #expect(VoicemailToken.isPlausible(token))
        let visit = await desk.visit(token, now: noon + 7 * 86_400 - 1)
        guard case .found(let link) = visit else {
            Issue.record("not found: \(visit)")
            return
        }
        #expect(link.recordingID == recording)
        #expect(await desk.sound(of: link, deadline: soon, now: noon) == .sound([1, 2, 3]))
        #expect(exchange.journal.events.last?.kind == .listened)
        #expect(await desk.visit(token, now: noon + 7 * 86_400) == .expired)
        #expect(await desk.visit(token, now: noon + 9 * 86_400) == .unknown)
        #expect(await desk.visit(String(token.reversed()), now: noon) == .unknown)
    }

    @Test func `What was not, or may not have been sent is sent at the second report`() async throws {
        for (outcome, attempts) in [(TextSendOutcome.unsent, 2), (.unknown, 2), (.refused, 1)] {
            let (exchange, sender) = (Exchange(), FakeSender([outcome]))
            _ = await exchange.call("CA1")
            let desk = desk(exchange, sender)
            #expect(try await receive(desk).rawValue == outcome.rawValue)
            _ = try await receive(desk)
            #expect(sender.sent.count == attempts)
        }
    }

    @Test func `A process that dies before the text is out leaves the recording to a report half a minute later`()
        async throws
    {
        let (exchange, sender) = (Exchange(), FakeSender())
        _ = await exchange.call("CA1")
        // What the process that died had done.
        #expect(await exchange.notebook.take(recording, now: noon))
        let desk = desk(exchange, sender)
        #expect(try await receive(desk, at: noon + 29) == .repeated)
        #expect(try await receive(desk, at: noon + 31) == .sent)
        #expect(try await receive(desk, at: noon + 3600) == .repeated)
        #expect(sender.sent.count == 1)
    }

    @Test func `Silence and recordings of unknown calls are told to nobody`() async throws {
        let (exchange, sender) = (Exchange(), FakeSender())
        _ = await exchange.call("CA1")
        let desk = desk(exchange, sender)
        #expect(try await receive(desk, seconds: 0) == .empty)
        #expect(try await receive(desk, call: "CA2") == .stray)
        #expect(sender.sent.isEmpty)
    }

    @Test(arguments: [
        "", "RE1", "CA" + String(repeating: "a", count: 32), "RE" + String(repeating: "z", count: 32),
        "RE../../Accounts",
    ])
    func `Only identifiers of recordings are taken`(_ id: String) {
        #expect(FinishedRecording(callID: "CA1", id: id, seconds: 1) == nil)
    }

    @Test func `Tokens differ and are as long as they look`() {
        var generator = SystemRandomNumberGenerator()
        let tokens = (0..<1000).map { _ in VoicemailToken.make(&generator) }
        #expect(Set(tokens).count == 1000)
        #expect(tokens.allSatisfy(VoicemailToken.isPlausible))
        for text in ["", "short", String(repeating: "a", count: 23), "aaaaaaaaaaaaaaaaaaaa/.", "aaaaaaaaaaaaaaaaaaaaé"]
        {
            #expect(!VoicemailToken.isPlausible(text))
        }
    }
}

import Clocks
import Foundation
import HTTPTransport
import Testing
import TwilioAPI

@Suite struct `Messages and recordings at Twilio` {
    private func client(_ transport: any HTTPTransport) -> TwilioClient {
        let still = Timing(now: { .now }, date: { Date(timeIntervalSince1970: 0) }, random: { 0 }, sleep: { _ in })
        return TwilioClient(
            accountSID: "AC1", credentials: TwilioCredentials(sid: "SK1", secret: "s"), baseURL: "https://api.example",
            transport: transport, timing: still)
    }

    private var soon: ContinuousClock.Instant { .now + .seconds(60) }

    @Test func `A message is sent by one form`() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"sid":"SM1","status":"queued"}"#, status: 201) }
        let sid = try await client(transport).sendMessage(
            to: "+15555550201", from: "+15555550101", body: "héllo & you", media: ["https://m/1?a=b", "https://m/2"],
            deadline: soon)
        #expect(sid == "SM1")
        let request = try #require(transport.requests.first)
        #expect(request.method == "POST" && request.url == "https://api.example/2010-04-01/Accounts/AC1/Messages.json")
        #expect(
            request.body.map { String(decoding: $0, as: UTF8.self) }
                == "To=%2B15555550201&From=%2B15555550101&Body=h%C3%A9llo%20%26%20you"
                + "&MediaUrl=https%3A%2F%2Fm%2F1%3Fa%3Db&MediaUrl=https%3A%2F%2Fm%2F2")
        #expect(transport.requests.count == 1)
    }

    @Test func `A message is sent again only when Twilio did not look at it`() async throws {
        for (answers, count) in [
            ([.success(.json("{}", status: 429)), .success(.json("{}", status: 201))], 2),
            ([.success(.json("{}", status: 500))], 1),
            ([.failure(TransportError(.interrupted, "cut"))], 1),
        ] as [([Result<OutboundResponse, TransportError>], Int)] {
            let transport = ScriptedTransport(answers: answers)
            _ = try? await client(transport).sendMessage(to: "+1", from: "+1", body: "x", deadline: soon)
            #expect(transport.requests.count == count)
        }
    }

    @Test func `Twilio is told where to report`() async throws {
        let transport = ScriptedTransport { _ in .json("{}", status: 201) }
        _ = try await client(transport).sendMessage(
            to: "+1", from: "+1", body: "x", statusCallback: "https://ivr.example.com/s", deadline: soon)
        let body = try #require(transport.requests.first?.body.map { String(decoding: $0, as: UTF8.self) })
        #expect(body.hasSuffix("&StatusCallback=https%3A%2F%2Fivr.example.com%2Fs"))
    }

    @Test func `A recording is deleted, and one that is gone is no error`() async throws {
        for (status, isDeleted) in [(204, true), (404, false)] {
            let transport = ScriptedTransport { _ in OutboundResponse(status: status) }
            #expect(try await client(transport).deleteRecording("RE1", deadline: soon) == isDeleted)
            let request = try #require(transport.requests.first)
            #expect(request.method == "DELETE")
            #expect(request.url == "https://api.example/2010-04-01/Accounts/AC1/Recordings/RE1.json")
        }
        let broken = ScriptedTransport { _ in OutboundResponse(status: 500) }
        await #expect(throws: TwilioError.self) { try await client(broken).deleteRecording("RE1", deadline: soon) }
    }

    @Test func `An answer without a sid is a message all the same`() async throws {
        let transport = ScriptedTransport { _ in .json("not json", status: 201) }
        #expect(try await client(transport).sendMessage(to: "+1", from: "+1", body: nil, deadline: soon) == nil)
    }

    @Test func `A recording comes from the account's own path, as MP3`() async throws {
        let transport = ScriptedTransport { _ in OutboundResponse(status: 200, body: [1, 2]) }
        #expect(try await client(transport).recording("RE1/../x", deadline: soon) == [1, 2])
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://api.example/2010-04-01/Accounts/AC1/Recordings/RE1%2F..%2Fx.mp3")
        #expect(request.headers["Authorization"] == "Basic U0sxOnM=")
    }

    @Test(arguments: [(404, TwilioError.Code.notFound), (500, .unavailable), (302, .unavailable)])
    func `What is no recording is none`(_ status: Int, _ code: TwilioError.Code) async {
        let transport = ScriptedTransport { _ in OutboundResponse(status: status) }
        let error = await #expect(throws: TwilioError.self) {
            try await client(transport).recording("RE1", deadline: soon)
        }
        #expect(error?.code == code)
    }
}

import Clocks
import Foundation
import HTTPTransport
import Testing

@testable import TwilioAPI

/// Pauses that take no time, and a calendar that stands still.
private let still = Timing(
    now: { .now }, date: { Date(timeIntervalSince1970: 0) }, random: { 0 }, sleep: { _ in })

@Suite("Twilio's REST API")
struct TwilioClientTests {
    private func client(_ transport: any HTTPTransport) -> TwilioClient {
        TwilioClient(
            accountSID: "AC1", credentials: TwilioCredentials(sid: "SK1", secret: "s"), baseURL: "https://api.example",
            transport: transport, timing: still)
    }

    private var soon: ContinuousClock.Instant { .now + .seconds(60) }

    @Test("A live call is redirected by one form")
    func redirect() async throws {
        let transport = ScriptedTransport { _ in .json("{}") }
        try await client(transport).redirectCall("CA1", to: "https://ivr.example/ivr/resume?a=b", deadline: soon)
        #expect(
            transport.requests == [
                OutboundRequest(
                    method: "POST", url: "https://api.example/2010-04-01/Accounts/AC1/Calls/CA1.json",
                    headers: OutboundHeaders([
                        ("Authorization", "Basic U0sxOnM="), ("Accept", "application/json"),
                        ("Content-Type", "application/x-www-form-urlencoded"),
                    ]),
                    body: Array("Url=https%3A%2F%2Fivr.example%2Fivr%2Fresume%3Fa%3Db&Method=POST".utf8),
                    upstream: "twilio", operation: "redirect")
            ])
    }

    @Test("A hostile SID stays within its segment of the path")
    func path() async throws {
        let transport = ScriptedTransport { _ in .json("{}") }
        try await client(transport).redirectCall("../x?y", to: "u", deadline: soon)
        #expect(transport.requests[0].url.hasSuffix("/Calls/..%2Fx%3Fy.json"))
    }

    @Test(
        "Each refusal has its meaning",
        arguments: [
            (400, "21220", TwilioError.Code.callNotInProgress), (404, "20404", .callNotInProgress),
            (404, "null", .callNotInProgress), (401, "20003", .unauthorized), (403, "20003", .unauthorized),
            (400, "21205", .refused), (400, "21999", .refused), (500, "20500", .unavailable),
            (503, "null", .unavailable),
            (403, "\"x\"", .unauthorized), (409, "null", .refused), (302, "null", .unavailable),
        ])
    func refusals(status: Int, code: String, meaning: TwilioError.Code) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"code":\#(code),"message":"secret words"}"#, status: status) }
        let error = await #expect(throws: TwilioError.self) {
            try await client(transport).redirectCall("CA1", to: "u", deadline: soon)
        }
        #expect(error?.code == meaning)
        #expect(error?.status == status)
        #expect(error?.fate == (meaning == .unavailable ? .unknown : .answered))
        #expect(error.map { "\($0)".contains("secret") } == false)
        if status < 500 { #expect(transport.requests.count == 1) }
    }

    @Test("A redirect whose answer was lost is sent again: it does the same twice")
    func redirectsAgain() async throws {
        let transport = ScriptedTransport(answers: [
            .failure(TransportError(.interrupted, "x")), .success(.json("{}", status: 503)), .success(.json("{}")),
        ])
        try await client(transport).redirectCall("CA1", to: "u", deadline: soon)
        #expect(transport.requests.count == 3)
    }

    @Test("What was never processed or never sent is sent again")
    func repeats() async throws {
        let transport = ScriptedTransport(answers: [
            .success(.json(#"{"code":20429}"#, status: 429)), .failure(TransportError(.connect, "x")),
            .success(.json("{}")),
        ])
        try await client(transport).redirectCall("CA1", to: "u", deadline: soon)
        #expect(transport.requests.count == 3)
    }

    @Test("A 429 that lasts is an error, at once when the wait is long")
    func throttled() async {
        for (wait, count) in [("0", 3), ("30", 1)] {
            let transport = ScriptedTransport { _ in .json("{}", status: 429, headers: [("Retry-After", wait)]) }
            let error = await #expect(throws: TwilioError.self) {
                try await client(transport).redirectCall("CA1", to: "u", deadline: soon)
            }
            #expect(error?.code == .throttled)
            #expect(transport.requests.count == count)
        }
    }

    @Test(
        "What may have been done is not done again",
        arguments: [
            (TransportError(.interrupted, "x"), TwilioError.Code.unavailable, TwilioError.Fate.unknown),
            (TransportError(.timeout, "x"), .unavailable, .unknown),
            (TransportError(.timeout, isRequestUnsent: true, "x"), .unreachable, .unsent),
        ])
    func once(failure: TransportError, code: TwilioError.Code, fate: TwilioError.Fate) async {
        let transport = ScriptedTransport { _ throws(TransportError) in throw failure }
        let error = await #expect(throws: TwilioError.self) {
            try await client(transport).send("POST", "/Messages.json", form: "To=x", operation: "x", deadline: soon)
        }
        #expect(error?.code == code)
        #expect(error?.fate == fate)
        #expect(transport.requests.count == 1)
    }

    @Test("An account is read, and read again after a failure")
    func account() async throws {
        let transport = ScriptedTransport(answers: [
            .success(.json("", status: 503)), .success(.json(#"{"sid":"AC1","status":"active","type":"Full","x":[]}"#)),
        ])
        let account = try await client(transport).fetchAccount(deadline: soon)
        #expect(account.status == "active")
        #expect(transport.requests[1].url == "https://api.example/2010-04-01/Accounts/AC1.json")
        #expect(transport.requests[1].body == nil)
    }

    @Test("A number is found or not")
    func number() async throws {
        let found = ScriptedTransport { _ in
            .json(#"{"incoming_phone_numbers":[{"sid":"PN1","voice_url":"https://x","voice_method":"POST"}]}"#)
        }
        let number = try await client(found).incomingNumber("+15550000000", deadline: soon)
        #expect(number?.voiceURL == "https://x")
        #expect(number?.statusCallback == nil)
        #expect(found.requests[0].url.hasSuffix("/AC1/IncomingPhoneNumbers.json?PhoneNumber=%2B15550000000"))
        let none = ScriptedTransport { _ in .json(#"{"incoming_phone_numbers":[]}"#) }
        #expect(try await client(none).incomingNumber("+1", deadline: soon) == nil)
    }

    @Test(
        "An answer that makes no sense is an error",
        arguments: ["<html>", "", "null", #"{"incoming_phone_numbers":5}"#])
    func nonsense(body: String) async {
        let transport = ScriptedTransport { _ in .json(body) }
        let error = await #expect(throws: TwilioError.self) {
            try await client(transport).incomingNumber("+1", deadline: soon)
        }
        #expect(error?.code == .malformed)
    }

    @Test("Numbers that nobody listed are read by their range, then by the status")
    func table() {
        #expect(TwilioErrorTable.meaning(of: 21298, status: 400) == .refused)
        #expect(TwilioErrorTable.meaning(of: 20503, status: 200) == .unavailable)
        #expect(TwilioErrorTable.meaning(of: 99_999, status: 404) == .notFound)
        #expect(TwilioErrorTable.meaning(of: nil, status: 429) == .throttled)
        #expect(TwilioErrorTable.meaning(of: -1, status: 600) == .unavailable)
    }

    @Test("Credentials show nothing of themselves")
    func discretion() {
        var shown = ""
        let credentials = TwilioCredentials(sid: "SK1", secret: "secret")
        dump(credentials, to: &shown)
        #expect(!"\(shown) \(credentials) \(String(reflecting: credentials))".contains("U0sx"))
    }
}

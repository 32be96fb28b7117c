import Foundation
import HTTPTransport
import Testing

@testable import TwilioAPI

@Suite("Twilio's REST API")
struct TwilioClientTests {
    private func client(_ transport: ScriptedTransport) -> TwilioClient {
        TwilioClient(
            accountSID: "AC1", credentials: TwilioCredentials(sid: "SK1", secret: "s"), baseURL: "https://api.example",
            transport: transport)
    }

    private var soon: ContinuousClock.Instant { .now + .seconds(5) }

    @Test("A live call is redirected by one form")
    func redirect() async throws {
        let transport = ScriptedTransport { _ in .json("{}") }
        try await client(transport).redirectCall("CA1", to: "https://ivr.example/ivr/resume?a=b", deadline: soon)
        let request = try #require(transport.requests.first)
        #expect(request.method == "POST")
        #expect(request.url == "https://api.example/2010-04-01/Accounts/AC1/Calls/CA1.json")
        #expect(request.headers["Authorization"] == "Basic " + Data("SK1:s".utf8).base64EncodedString())
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(String(decoding: request.body ?? [], as: UTF8.self) == "Url=https%3A%2F%2Fivr.example%2Fivr%2Fresume%3Fa%3Db&Method=POST")
    }

    @Test(
        "Each refusal has its meaning",
        arguments: [
            (400, "21220", TwilioError.Code.callNotInProgress), (404, "20404", .notFound), (401, "20003", .unauthorized), (400, "21205", .refused),
            (500, "20500", .unavailable), (503, "null", .unavailable), (403, "\"x\"", .unauthorized), (409, "null", .refused),
        ])
    func refusals(status: Int, code: String, meaning: TwilioError.Code) async {
        let transport = ScriptedTransport { _ in .json(#"{"code":\#(code),"message":"secret words"}"#, status: status) }
        await #expect { try await client(transport).redirectCall("CA1", to: "u", deadline: soon) } throws: { error in
            (error as? TwilioError)?.code == meaning && !"\(error)".contains("secret")
        }
        #expect(transport.requests.count == 1)
    }

    @Test("Only what was never processed is sent again")
    func repeats() async throws {
        let throttled = ScriptedTransport { _ in .json(#"{"code":20429}"#, status: 429) }
        await #expect(throws: TwilioError.self) { try await client(throttled).redirectCall("CA1", to: "u", deadline: soon) }
        #expect(throttled.requests.count > 1)
        let cut = ScriptedTransport { _ throws(TransportError) in throw TransportError(.interrupted, "cut") }
        await #expect(throws: TwilioError.self) { try await client(cut).redirectCall("CA1", to: "u", deadline: soon) }
        #expect(cut.requests.count == 1)
    }

    @Test("A number is found or not")
    func number() async throws {
        let found = ScriptedTransport { _ in
            .json(#"{"incoming_phone_numbers":[{"sid":"PN1","voice_url":"https://x","voice_method":"POST","status_callback":""}]}"#)
        }
        #expect(try await client(found).incomingNumber("+15550000000", deadline: soon)?.voiceURL == "https://x")
        #expect(found.requests[0].url.hasSuffix("IncomingPhoneNumbers.json?PhoneNumber=%2B15550000000"))
        let none = ScriptedTransport { _ in .json(#"{"incoming_phone_numbers":[]}"#) }
        #expect(try await client(none).incomingNumber("+1", deadline: soon) == nil)
        let nonsense = ScriptedTransport { _ in .json("<html>") }
        await #expect(throws: TwilioError.self) { try await client(nonsense).incomingNumber("+1", deadline: soon) }
    }
}

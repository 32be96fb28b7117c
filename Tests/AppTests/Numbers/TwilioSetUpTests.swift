import CompanyNumbers
import Foundation
import HTTPTransport
import Synchronization
import Testing

@testable import App

@Suite struct TwilioSetUpTests {
    private let number = "+14155550100"

    private func settings(_ others: [String: String] = [:]) throws -> Settings {
        var environment = SettingsFixture.essentials
        environment["TWILIO_PHONE_NUMBER"] = number
        return try SettingsFixture.load(environment.merging(others) { _, other in other })
    }

    /// One number that remembers what is set on it.
    private func twilio(_ first: [String: String]) -> ScriptedTransport {
        let kept = Mutex(first)
        return ScriptedTransport { request in
            kept.withLock { number in
                for (name, value) in Self.changes(request) { number[name] = value }
                let json = (try? JSONSerialization.data(withJSONObject: number)).map {
                    String(decoding: $0, as: UTF8.self)
                }
                return .json(
                    request.method == "GET" ? #"{"incoming_phone_numbers":[\#(json ?? "{}")]}"# : json ?? "{}")
            }
        }
    }

    private static func changes(_ request: OutboundRequest) -> [(String, String)] {
        let names = [
            "VoiceUrl": "voice_url", "VoiceMethod": "voice_method", "VoiceFallbackUrl": "voice_fallback_url",
            "VoiceFallbackMethod": "voice_fallback_method", "StatusCallback": "status_callback",
            "StatusCallbackMethod": "status_callback_method",
        ]
        var url = URLComponents()
        url.percentEncodedQuery = request.body.map { String(decoding: $0, as: UTF8.self) }
        return (url.queryItems ?? []).compactMap { item in names[item.name].map { ($0, item.value ?? "") } }
    }

    private func run(_ transport: ScriptedTransport, isDryRun: Bool = false) async throws -> [String] {
        let setUp = try TwilioSetUp(settings(), fallbackURL: nil, transport: transport)
        let lines = Mutex<[String]>([])
        try await setUp.run(isDryRun: isDryRun, deadline: .now + .seconds(60)) { line in
            lines.withLock { $0.append(line) }
        }
        return lines.withLock { $0 }
    }

    @Test func `The number is wired once, and a second run changes nothing`() async throws {
        let transport = twilio(["sid": "PN1", "phone_number": number])
        let first = try await run(transport)
        #expect(first.contains("Done: 3 changed."))
        #expect(first.contains("Left to do by hand:"))
        #expect(transport.requests.map(\.method) == ["GET", "POST"])
        let second = try await run(transport)
        #expect(second.contains("No changes: everything is as it should be."))
        #expect(transport.requests.map(\.method) == ["GET", "POST", "GET"])
    }

    @Test func `A dry run prints the plan and changes nothing`() async throws {
        let transport = twilio(["sid": "PN1", "phone_number": number])
        let lines = try await run(transport, isDryRun: true)
        #expect(lines.first == "The IVR's number +14155550100 (PN1):")
        #expect(lines.contains("Dry run: nothing was changed."))
        #expect(transport.requests.map(\.method) == ["GET"])
    }

    @Test func `A number that the account does not have is named with the mend, masked`() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"incoming_phone_numbers":[]}"#) }
        let failure = await #expect(throws: NumbersFailure.self) { try await run(transport) }
        #expect(failure?.code == .notOurs)
        #expect(failure?.message.contains(number) == false)
    }

    @Test func `A trunk that takes the calls is a failure, with the mend`() async {
        let transport = twilio(["sid": "PN1", "phone_number": number, "trunk_sid": "TK1"])
        let failure = await #expect(throws: NumbersFailure.self) { try await run(transport) }
        #expect(failure?.message.contains("trunk") == true)
    }

    @Test func `A trunk that takes the calls of a number whose URLs are right is not said to be as it should be`()
        async throws
    {
        let transport = twilio([
            "sid": "PN1", "phone_number": number, "trunk_sid": "TK1",
            "voice_url": "https://ivr.example.com/ivr/welcome#rc=2", "voice_method": "POST",
            "voice_fallback_url": "https://down.example/x", "voice_fallback_method": "GET",
            "status_callback": "https://ivr.example.com/ivr/status", "status_callback_method": "POST",
        ])
        let lines = Mutex<[String]>([])
        let setUp = try TwilioSetUp(settings(), fallbackURL: nil, transport: transport)
        await #expect(throws: NumbersFailure.self) {
            try await setUp.run(isDryRun: false, deadline: .now + .seconds(60)) { line in
                lines.withLock { $0.append(line) }
            }
        }
        #expect(lines.withLock { $0 }.contains("No changes: the URLs are right, and do not count."))
        #expect(!lines.withLock { $0 }.joined().contains("as it should be"))
    }

    @Test func `A number that takes no calls is a failure, and nothing is changed`() async {
        let json = #"{"sid":"PN1","phone_number":"+14155550100","capabilities":{"voice":false,"sms":true}}"#
        let transport = ScriptedTransport { _ in .json(#"{"incoming_phone_numbers":[\#(json)]}"#) }
        let failure = await #expect(throws: NumbersFailure.self) { try await run(transport) }
        #expect(failure?.code == .noVoice)
        #expect(transport.requests.map(\.method) == ["GET"])
    }

    @Test func `Every setting that is missing is named at once`() throws {
        let settings = try SettingsFixture.load(["TWILIO_PHONE_NUMBER": number])
        let fault = #expect(throws: StartFault.self) {
            try TwilioSetUp(settings, fallbackURL: nil, transport: ScriptedTransport(answers: []))
        }
        #expect(fault?.description.contains("PUBLIC_URL") == true)
        #expect(fault?.description.contains("TWILIO_ACCOUNT_SID") == true)
    }
}

import CompanyNumbers
import Foundation
import HTTPTransport
import Logging
import OktaAPI
import PhoneNumbers
import Testing
import TwilioAPI

@testable import App

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
private var soon: ContinuousClock.Instant { .now + .seconds(5) }

@Suite struct `Owners of company numbers in Okta` {
    private func owner(_ answer: String, status: Int = 200) async throws -> (OwnerLookup, ScriptedTransport) {
        let transport = ScriptedTransport { _ in .json(answer, status: status) }
        let okta = OktaClient(
            orgURL: "https://acme.okta.example", credentials: SSWSToken("t"), transport: transport,
            budget: RateLimitBudget(), userAgent: "Mozilla/5.0 Test")
        let number = try #require(PhoneNumber("+15555550101"))
        return (await OktaOwnerDirectory(okta: okta, logger: quiet).owner(of: number, deadline: soon), transport)
    }

    private func person(_ id: String, status: String = "ACTIVE", number: String = "+15555550101") -> String {
        #"{"id":"\#(id)","status":"\#(status)","profile":{"primaryPhone":"\#(number)","mobilePhone":"555-555-0201","ivrHours":"24/7","locale":"de_DE","timezone":"Europe/Berlin"}}"#
    }

    @Test func `One search finds the one active person`() async throws {
        let (lookup, transport) = try await owner("[\(person("00u1", status: "DEPROVISIONED")),\(person("00u2"))]")
        guard case .found(let ada) = lookup else {
            Issue.record("not found: \(lookup)")
            return
        }
        #expect(ada.id == "00u2" && ada.mobile(defaultRegion: "US")?.e164 == "+15555550201")
        #expect(ada.hoursText == "24/7" && ada.languageTag == "de_DE" && ada.timeZoneName == "Europe/Berlin")
        #expect(transport.requests.count == 1)
        #expect(
            transport.requests[0].url.hasPrefix(
                "https://acme.okta.example/api/v1/users?search=profile.primaryPhone%20eq%20%22%2B15555550101%22&limit=")
        )
    }

    @Test func `Nobody, two people, somebody who left and somebody else's number are told apart`() async throws {
        #expect(try await owner("[]").0 == .nobody(.noMatch))
        #expect(try await owner("[\(person("00u1")),\(person("00u2"))]").0 == .nobody(.severalMatches))
        #expect(try await owner("[\(person("00u1", status: "SUSPENDED"))]").0 == .nobody(.notActive))
        #expect(try await owner("[\(person("00u1", number: "+15555550102"))]").0 == .nobody(.noMatch))
    }

    @Test(arguments: [("{}", 403), ("<html>", 200), (#"{"errorCode":"E0000011"}"#, 401), ("{}", 404)])
    func `An answer that makes no sense is none`(_ body: String, _ status: Int) async throws {
        #expect(try await owner(body, status: status).0 == .unavailable)
    }
}

@Suite struct `Forwarding through Twilio` {
    private func adapter(_ answers: [Result<OutboundResponse, TransportError>]) -> TwilioForwarding {
        TwilioForwarding(
            twilio: TwilioClient(
                accountSID: "AC1", credentials: TwilioCredentials(sid: "AC1", secret: "s"),
                baseURL: "https://api.example", transport: ScriptedTransport(answers: answers)),
            logger: quiet)
    }

    private func send(_ answer: Result<OutboundResponse, TransportError>) async throws -> TextSendOutcome {
        let number = try #require(PhoneNumber("+15555550101"))
        return await adapter([answer]).send(OutgoingText(to: number, from: number, body: "x"), deadline: soon)
    }

    @Test func `What became of a text is told apart`() async throws {
        #expect(try await send(.success(.json(#"{"sid":"SM1"}"#, status: 201))) == .sent)
        #expect(try await send(.success(.json(#"{"code":21610}"#, status: 400))) == .refused)
        #expect(try await send(.success(.json(#"{"code":20003}"#, status: 401))) == .refused)
        #expect(try await send(.success(.json("{}", status: 500))) == .unknown)
        #expect(try await send(.failure(TransportError(.timeout, "late"))) == .unknown)
        #expect(try await send(.failure(TransportError(.timeout, isRequestUnsent: true, "late"))) == .unsent)
    }

    @Test func `Recordings are there, missing or cannot be fetched`() async {
        #expect(
            await adapter([.success(OutboundResponse(status: 200, body: [1]))]).recording("RE1", deadline: soon)
                == .sound([1]))
        #expect(await adapter([.success(.json("{}", status: 404))]).recording("RE1", deadline: soon) == .missing)
        #expect(
            await adapter([.failure(TransportError(.tooLarge, "large"))]).recording("RE1", deadline: soon)
                == .unavailable)
    }

    @Test(arguments: [
        ("https://api.twilio.com", true), ("https://api.dublin.ie1.twilio.com", false),
        ("https://api.sydney.au1.twilio.com", false), ("http://127.0.0.1:9402", true),
        ("https://api.ie1.twilio.com", false),
        ("https://ie10.example.com", true),
    ])
    func `Regions that know no messages in answers get requests`(_ url: String, _ holds: Bool) {
        #expect(VoicegateService.answersHoldMessages(url) == holds)
    }
}

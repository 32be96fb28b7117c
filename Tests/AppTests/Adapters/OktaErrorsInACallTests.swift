import CallFlow
import Foundation
import HTTPTransport
import Logging
import OktaAPI
import PhoneNumbers
import Testing

@testable import App

private let org = "https://acme.okta.example"
private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
private let factor = Factor(id: "f", kind: .sms)
private let user = UserID("00u1")
private var soon: ContinuousClock.Instant { .now + .seconds(5) }

private func client(_ transport: ScriptedTransport) -> OktaClient {
    OktaClient(
        orgURL: org, credentials: SSWSToken("t"), transport: transport, budget: RateLimitBudget(),
        userAgent: "Mozilla/5.0 Test")
}

private func refusing(_ code: String) -> ScriptedTransport {
    ScriptedTransport { _ in
        .json(#"{"errorCode":"\#(code)","errorSummary":"s"}"#, status: code == "E0000047" ? 429 : 403)
    }
}

@Suite("Every error code of Okta's in a call")
struct OktaErrorsInACallTests {
    /// What a caller hears first after a code or a push was asked for, or a code was checked.
    private func hears(_ event: CallEvent, after question: CallEvent?, kind: FactorKind) throws -> CallFlow.Step? {
        let machine = CallMachine(policy: CallPolicy())
        let caller = Caller(id: user, factors: [Factor(id: "f", kind: kind)])
        let id = try #require(CallID("CA1"))
        let now = Date()
        var transition = machine.begin(id, lookup: .found(caller), attestation: .none, language: "en-US", at: now)
        let way: [CallEvent?] = [
            .input(.keys("1")), .admitted(true), question, question == nil ? nil : .input(.keys("123456")), event,
        ]
        for event in way.compactMap({ $0 }) { transition = machine.next(transition.state, event, at: now) }
        #expect(transition.state.verification == nil)
        if case .say(let prompt) = transition.next { return prompt.step }
        return nil
    }

    @Test(
        "Sending a code: the caller hears a code entry or is given the agent, and one request is made",
        arguments: OktaErrorTable.meanings.keys.sorted())
    func sending(code: String) async throws {
        let transport = refusing(code)
        let challenger = OktaChallenger(okta: client(transport), numberChallenge: .auto, logger: quiet)
        let outcome = await challenger.sendCode(with: factor, to: user, language: "en-US", deadline: soon)
        let step = try hears(.codeSent(outcome), after: nil, kind: .sms)
        let isUnderWay = ["E0000109", "E0000133", "E0000070"].contains(code)
        #expect(step == (isUnderWay ? .code : .agent))
        #expect(transport.requests.count == 1)
    }

    @Test(
        "Checking a code: wrong ones may be tried again, the rest is given the agent",
        arguments: OktaErrorTable.meanings.keys.sorted())
    func checking(code: String) async throws {
        let transport = refusing(code)
        let challenger = OktaChallenger(okta: client(transport), numberChallenge: .auto, logger: quiet)
        let passcode = try #require(Passcode("123456"))
        let outcome = await challenger.check(passcode, of: factor, user: user, deadline: soon)
        let step = try hears(.codeChecked(outcome), after: .codeSent(.sent), kind: .sms)
        let isWrong = ["E0000068", "E0000082", "E0000083", "E0000073"].contains(code)
        #expect(step == (isWrong ? .code : .agent))
        #expect(transport.requests.count == 1)
    }

    @Test(
        "Sending a push: no code of Okta's lets a second one go out", arguments: OktaErrorTable.meanings.keys.sorted())
    func pushing(code: String) async throws {
        let transport = refusing(code)
        let challenger = OktaChallenger(okta: client(transport), numberChallenge: .auto, logger: quiet)
        let outcome = await challenger.sendPush(with: Factor(id: "f", kind: .push), to: user, deadline: soon)
        #expect(try hears(.pushSent(outcome), after: nil, kind: .push) == .agent)
        // Only a request that was refused as such is made again, without the number challenge.
        let mayRepeat = OktaErrorTable.meanings[code] == .refusedRequest
        #expect(transport.requests.count == (mayRepeat ? 2 : 1))
    }

    @Test("Polling: nothing but SUCCESS approves", arguments: OktaErrorTable.meanings.keys.sorted())
    func polling(code: String) async {
        let challenger = OktaChallenger(okta: client(refusing(code)), numberChallenge: .auto, logger: quiet)
        let status = await challenger.status(
            of: PushTransaction(pollURL: org + "/x", cancelURL: nil, expiresAt: nil), deadline: soon)
        #expect(status != .approved)
    }

    @Test(
        "A refused number challenge falls back on a plain push, or does not where it is required",
        arguments: CallSettings.NumberChallenge.allCases)
    func numberChallenge(setting: CallSettings.NumberChallenge) async {
        let transport = ScriptedTransport { request in
            if request.body != nil { return .json(#"{"errorCode":"E0000001"}"#, status: 400) }
            return .json(#"{"factorResult":"WAITING","_links":{"poll":{"href":"\#(org)/p"}}}"#, status: 201)
        }
        let challenger = OktaChallenger(okta: client(transport), numberChallenge: setting, logger: quiet)
        let outcome = await challenger.sendPush(with: Factor(id: "f", kind: .push), to: user, deadline: soon)
        switch setting {
        case .require: #expect(outcome == .challengeRefused && transport.requests.count == 1)
        case .auto: #expect(outcome != .challengeRefused && transport.requests.count == 2)
        case .off: #expect(transport.requests.count == 1 && transport.requests[0].body == nil)
        }
    }
}

@Suite("Finding a caller")
struct OktaCallerDirectoryTests {
    private func identify(
        search: String, user: String = "{}", factors: String = "[]", status: Int = 200
    ) async throws -> (CallerLookup, ScriptedTransport) {
        let transport = ScriptedTransport { request in
            if request.url.contains("?search=") { return .json(search, status: status) }
            return .json(request.url.hasSuffix("/factors") ? factors : user)
        }
        let directory = OktaCallerDirectory(
            okta: client(transport), phoneAttribute: "ivrPhone", factorAttribute: "ivrFactorPreference",
            defaultRegion: "US", logger: quiet)
        let number = try #require(PhoneNumber("+15551230001"))
        return (await directory.identify(number, deadline: soon), transport)
    }

    private let ada =
        #"{"id":"00u1","status":"ACTIVE","profile":{"ivrPhone":"+1 (555) 123-0001","ivrFactorPreference":"SMS","locale":"es_US"}}"#

    @Test("One active person is found, with the factors that work in a call")
    func found() async throws {
        let factors = #"""
            [{"id":"a","factorType":"sms","provider":"OKTA","status":"ACTIVE","profile":{"phoneNumber":"+1-555-123-0001"}},
             {"id":"b","factorType":"push","provider":"OKTA","status":"ACTIVE"},{"id":"c","factorType":"push","provider":"OKTA","status":"PENDING_ACTIVATION"},
             {"id":"d","factorType":"token:software:totp","provider":"GOOGLE","status":"ACTIVE"},{"id":"e","factorType":"webauthn","provider":"FIDO","status":"ACTIVE"},
             {"id":"f","factorType":"push","provider":"CUSTOM","status":"ACTIVE"}]
            """#
        let (lookup, _) = try await identify(search: "[\(ada)]", user: ada, factors: factors)
        guard case .found(let caller) = lookup else {
            Issue.record("not found: \(lookup)")
            return
        }
        #expect(caller.preference == .sms)
        #expect(caller.languageTag == "es_US")
        #expect(caller.factors.map(\.kind) == [.sms, .push, .totp])
        #expect(caller.factors.first?.reachesCallingNumber == true)
    }

    @Test("The language is the preferred one, and where there is none of it, the locale's")
    func languages() async throws {
        for (profile, tag) in [
            (#""preferredLanguage":"zz","locale":"fr_FR""#, "zz,fr_FR;q=0.001"), (#""preferredLanguage":"de""#, "de"),
        ] {
            let ada = #"{"id":"00u1","status":"ACTIVE","profile":{"ivrPhone":"+15551230001",\#(profile)}}"#
            let (lookup, _) = try await identify(search: "[\(ada)]", user: ada)
            guard case .found(let caller) = lookup else {
                Issue.record("not found: \(lookup)")
                return
            }
            #expect(caller.languageTag == tag)
        }
    }

    @Test("Of two authenticators Okta's own is asked, if it works")
    func authenticators() async throws {
        for (status, id) in [("ACTIVE", "okta"), ("INACTIVE", "google")] {
            let factors = #"""
                [{"id":"okta","factorType":"token:software:totp","provider":"OKTA","status":"\#(status)","lastUpdated":"2024-01-01T00:00:00.000Z"},
                 {"id":"google","factorType":"token:software:totp","provider":"GOOGLE","status":"ACTIVE","lastUpdated":"2025-01-01T00:00:00.000Z"}]
                """#
            let (lookup, _) = try await identify(search: "[\(ada)]", user: ada, factors: factors)
            guard case .found(let caller) = lookup else {
                Issue.record("not found: \(lookup)")
                return
            }
            #expect(caller.factors.map(\.id) == [id])
        }
    }

    @Test("Nobody and two people are nobody, and nothing more is asked")
    func notOne() async throws {
        let (none, first) = try await identify(search: "[]")
        #expect(none == .unknown(.noMatch))
        let (two, second) = try await identify(search: "[\(ada),\(ada)]")
        #expect(two == .unknown(.severalMatches))
        #expect(first.requests.count == 1 && second.requests.count == 1)
        #expect(first.requests[0].url.hasSuffix("&limit=2"))
    }

    @Test(
        "The status and the number read by id decide, not those of the search",
        arguments: ["SUSPENDED", "LOCKED_OUT", "DEPROVISIONED", "STAGED", "PASSWORD_EXPIRED", "active", ""])
    func readById(status: String) async throws {
        let (inactive, _) = try await identify(search: "[\(ada)]", user: ada.replacing("ACTIVE", with: status))
        #expect(inactive == .unknown(.notActive))
        let (moved, _) = try await identify(search: "[\(ada)]", user: ada.replacing("0001", with: "0002"))
        #expect(moved == .unknown(.noMatch))
    }

    @Test("Answers that make no sense are no answers", arguments: ["<html>", "{", "", "{}"])
    func nonsense(body: String) async throws {
        #expect(try await identify(search: body).0 == .unavailable)
        #expect(try await identify(search: "[\(ada)]", user: ada, factors: body).0 == .unavailable)
    }
}

@Suite("The account API")
struct HTTPAccountDirectoryTests {
    private func summary(_ body: String, status: Int = 200, language: String = "en-US") async -> AccountSummary? {
        let transport = ScriptedTransport { request in
            #expect(request.headers["Authorization"] == "Bearer token")
            #expect(request.url == "https://accounts.example/users/00u1")
            return .json(body, status: status)
        }
        let directory = HTTPAccountDirectory(baseURL: "https://accounts.example", transport: transport, logger: quiet)
        return await directory.summary(of: user, token: "token", language: language, deadline: soon)
    }

    @Test("Money and dates are written for the ear, in the caller's language")
    func languages() async {
        let body = #"{"balance":"1200.50","currency":"USD","due":"2026-05-08"}"#
        #expect(await summary(body) == AccountSummary(balance: "$1,200.50", due: "May 8, 2026"))
        let german = await summary(body.replacing("USD", with: "EUR"), language: "de-DE")
        #expect(german?.balance?.contains("1.200,50") == true && german?.due == "8. Mai 2026")
    }

    @Test(
        "Each part may be missing",
        arguments: [
            ("{}", nil, nil), (#"{"balance":5}"#, "5.00", nil), (#"{"due":"nonsense"}"#, nil, nil),
            (#"{"due":"2026-02-30"}"#, nil, nil), (#"{"due":"2026-05-08junk"}"#, nil, nil),
        ]
            as [(String, String?, String?)])
    func parts(body: String, balance: String?, due: String?) async {
        #expect(await summary(body) == AccountSummary(balance: balance, due: due))
    }

    @Test(
        "What fails is nothing",
        arguments: [
            ("", 200), ("<html>", 200), ("{}", 500), ("{}", 401), (#"{"balance":"ten"}"#, 200),
            (#"{"balance":"1,234.56"}"#, 200), (#"{"balance":"12 345"}"#, 200), (#"{"balance":"5-"}"#, 200),
            (#"{"balance":"0x10"}"#, 200),
            (#"{"balance":"1.2.3"}"#, 200),
        ])
    func failures(body: String, status: Int) async {
        #expect(await summary(body, status: status) == nil)
    }
}

import HTTPTransport
import JSON
import OktaAPI
import Testing

@testable import App

@Suite("Setting an Okta organisation up when something stands in the way")
struct OktaSetupTroubleTests {
    private static let other: JSONValue = [
        "id": "other1", "name": "Old\u{1B}[31m hook", "type": "com.okta.telephony.provider", "status": "ACTIVE",
        "channel": ["type": "HTTP", "version": "1.0.0", "config": ["uri": "https://old.example.com/sms"]],
    ]

    private func setup(
        _ okta: FakeOkta, _ more: [String: String] = [:], _ change: (inout OktaSetup.Options) -> Void = { _ in }
    ) throws -> OktaSetup { try OktaSetupTests().setup(okta, more, change) }

    private func apply(_ setup: OktaSetup) async throws -> (lines: [SetupLine], isComplete: Bool, hook: String?) {
        let plan = try await setup.plan()
        var lines: [SetupLine] = []
        let result = await setup.apply(plan) { lines.append($0) }
        return (lines, result.isComplete, result.telephonyHook)
    }

    @Test
    func `Another active telephony hook is left alone, and the rest is done`() async throws {
        let okta = FakeOkta { $0.inlineHooks = [Self.other] }
        let plan = try await setup(okta).plan()
        #expect(plan.obstacles.count == 1)
        #expect(plan.obstacles[0].text.contains("Old\u{FFFD}[31m hook (https://old.example.com/sms)"))
        #expect(plan.obstacles[0].text.contains("--replace"))
        let run = try await apply(try setup(okta))
        #expect(!run.isComplete && run.hook == nil)
        #expect(run.lines.allSatisfy { $0.sign == .done })
        #expect(okta.now.inlineHooks == [Self.other])
        #expect(okta.now.eventHooks.count == 1)
    }

    @Test
    func `With leave it is switched off first`() async throws {
        let okta = FakeOkta { $0.inlineHooks = [Self.other] }
        let setup = try setup(okta) { $0.replacesOtherHook = true }
        let plan = try await setup.plan()
        #expect(plan.summary == "plan: 8 to create, 1 to deactivate")
        let run = try await apply(setup)
        #expect(run.isComplete && run.hook == "made5")
        #expect(run.lines.contains { $0.text.hasPrefix("switched off: telephony hook Old") })
        #expect(
            okta.changes.suffix(2) == [
                "POST /api/v1/inlineHooks/other1/lifecycle/deactivate", "POST /api/v1/inlineHooks",
            ]
        )
    }

    @Test
    func `It is switched on again when ours cannot be made`() async throws {
        let okta = FakeOkta { $0.inlineHooks = [Self.other] }
        let setup = try setup(okta) { $0.replacesOtherHook = true }
        let plan = try await setup.plan()
        okta.change { $0.inlineHooks.append(["id": "late", "name": "Late", "status": "ACTIVE"]) }
        let result = await setup.apply(plan) { _ in }
        #expect(!result.isComplete)
        #expect(okta.now.inlineHooks.first?["status"] == "ACTIVE")
    }

    @Test
    func `A refusal in the middle is told with its mend, what depends on it is left out, the rest is done`()
        async throws
    {
        let okta = FakeOkta {
            $0.refusals["POST /api/v1/policies"] = (403, #"{"errorCode":"E0000006","errorSummary":"no permission"}"#)
        }
        let run = try await apply(try setup(okta))
        #expect(!run.isComplete)
        #expect(run.lines.map(\.sign) == [.done, .done, .done, .done, .failed, .skipped, .done, .done, .done])
        #expect(run.lines[4].text.contains("administrator role"))
        #expect(run.lines[4].text.contains("Okta says: no permission"))
        #expect(run.lines[4].complaint == run.lines[4].text)
        #expect(run.lines.compactMap(\.complaint).count == 1)
        #expect(run.lines[5].text.contains("rule"))
        okta.change { $0.refusals = [:] }
        let again = try await apply(try setup(okta))
        #expect(again.isComplete && again.lines.count == 2)
    }

    @Test
    func `Where Okta does not answer the rest is not tried`() async throws {
        let okta = FakeOkta { $0.refusals["POST /api/v1/groups"] = (500, #"{"errorCode":"E0000009"}"#) }
        let run = try await apply(try setup(okta))
        #expect(run.lines.map(\.sign) == [.done, .done, .done, .failed] + Array(repeating: .skipped, count: 5))
        #expect(run.lines[3].details.contains { $0.contains("run this again") })
        #expect(run.lines[3].complaint?.contains("run this again") == true)
        #expect(run.lines[3].complaint?.contains("\n") == false)
    }

    @Test
    func `What cannot be read stops before anything is changed`() async throws {
        let okta = FakeOkta { $0.refusals["GET /api/v1/groups"] = (403, #"{"errorCode":"E0000006"}"#) }
        let failure = await #expect(throws: SetupFailure.self) { _ = try await setup(okta).plan() }
        #expect(failure?.description.hasPrefix("the groups: Okta forbidden") == true)
        #expect(okta.changes.isEmpty)
    }

    @Test
    func `A switched-off authenticator and an earlier policy are left to people`() async throws {
        let okta = FakeOkta { state in
            state.authenticators.removeAll { $0["key"] == "phone_number" }
            state.policies.insert(
                ["id": "p0", "name": "Contractors", "status": "ACTIVE", "priority": 1, "type": "MFA_ENROLL"], at: 0)
        }
        _ = try await apply(try setup(okta))
        okta.change { $0.policies[$0.policies.count - 1]["priority"] = 2 }
        let plan = try await setup(okta).plan()
        #expect(plan.isEmpty)
        #expect(plan.byHand.contains { $0.contains("authenticator Phone is not switched on") })
        #expect(plan.byHand.contains { $0.contains("comes after Contractors") })
    }

    @Test
    func `One of Okta's own attributes, and one of another type, are not changed`() async throws {
        let okta = FakeOkta { state in
            state.base["mobilePhone"] = ["type": "string"]
            state.custom["ivrHours"] = ["type": "array"]
        }
        let plan = try await setup(okta, ["OKTA_PHONE_ATTRIBUTE": "mobilePhone"]).plan()
        #expect(plan.byHand.contains { $0.hasPrefix("mobilePhone is one of Okta's own") })
        #expect(plan.obstacles.contains { $0.text.contains("ivrHours is of type array") })
    }

    @Test
    func `Bearer tokens in the place of a secret, for the telephony hook`() async throws {
        let okta = FakeOkta()
        let oauth = [
            "HOOK_OAUTH_ISSUER": "https://acme.okta.com/oauth2/default", "HOOK_OAUTH_AUDIENCE": "api://default",
            "HOOK_OAUTH_SCOPE": "telephony",
        ]
        let setup = try setup(okta, oauth) {
            $0.hookClientID = "0oahook"
            $0.hookClientSecret = Secret("client-secret")
        }
        let run = try await apply(setup)
        #expect(run.isComplete && !"\(run.lines)".contains("client-secret"))
        let sent = okta.now.requests.last { $0.url.hasSuffix("/inlineHooks") && $0.method == "POST" }
        let config = FakeOkta.json(sent?.body)["channel"]
        #expect(config?["type"] == "OAUTH")
        #expect(config?["config"]?["authType"] == "client_secret_post")
        #expect(config?["config"]?["tokenUrl"] == "https://acme.okta.com/oauth2/default/v1/token")
        #expect(config?["config"]?["clientSecret"] == "client-secret")
        #expect(config?["config"]?["scope"] == "telephony")
        #expect(try await setup.plan().isEmpty)
        // Who runs it again without the client keeps the tokens, since they are taken too.
        #expect(try await self.setup(okta, oauth).plan().isEmpty)
    }

    @Test
    func `Missing settings are named all at once`() throws {
        let settings = try SettingsFixture.load([:])
        let fault = #expect(throws: StartFault.self) {
            try OktaSetup(settings, options: .init(), transport: FakeOkta().transport)
        }
        #expect(fault?.lines.map { $0.prefix { $0 != ":" } } == ["PUBLIC_URL", "OKTA_ORG_URL", "HOOK_AUTH_SECRET"])
    }

    @Test
    func `The test call goes to a number that nothing is sent to, or to the one that was given`() async throws {
        let okta = FakeOkta()
        let silent = try setup(okta)
        let hook = try await apply(silent).hook
        #expect(await silent.test(hook: hook ?? "").sign == .done)
        let message = FakeOkta.json(okta.now.requests.last?.body)["data"]?["messageProfile"]
        #expect(message?["phoneNumber"] == "+19005550100")
        okta.change { $0.hookAnswer = ["commands": [["value": [["status": "FAILED", "provider": "none"]]]]] }
        #expect(await silent.test(hook: hook ?? "").sign == .done)
        let loud = try setup(okta) { $0.testNumber = "(555) 123-0001" }
        #expect(await loud.test(hook: hook ?? "").sign == .failed)
        #expect(
            FakeOkta.json(okta.now.requests.last?.body)["data"]?["messageProfile"]?["phoneNumber"] == "+15551230001")
        okta.change { $0.hookAnswer = nil }
        #expect(await loud.test(hook: hook ?? "").details.contains { $0.contains("--renew-secrets") })
    }
}

import CustomDump
import HTTPTransport
import JSON
import OktaAPI
import Testing

@testable import App

@Suite("Setting an Okta organisation up")
struct OktaSetupTests {
    static let settings = SettingsFixture.essentials.merging(["HOOK_AUTH_SECRET": "hook-secret"]) { $1 }

    func setup(
        _ okta: FakeOkta, _ more: [String: String] = [:], _ change: (inout OktaSetup.Options) -> Void = { _ in }
    ) throws -> OktaSetup {
        var options = OktaSetup.Options()
        change(&options)
        let settings = try SettingsFixture.load(Self.settings.merging(more) { $1 })
        return try OktaSetup(settings, options: options, transport: okta.transport)
    }

    /// Plans and applies, and gives the lines of both.
    private func run(_ setup: OktaSetup) async throws -> (plan: [String], done: [String], isComplete: Bool) {
        let plan = try await setup.plan()
        var done: [String] = []
        let result = await setup.apply(plan) { done += $0.lines }
        return (plan.lines.flatMap(\.lines) + [plan.summary], done, result.isComplete)
    }

    private static let everything = [
        "POST /api/v1/meta/schemas/user/default", "POST /api/v1/groups", "POST /api/v1/policies?activate=true",
        "POST /api/v1/policies/made2/rules?activate=true", "POST /api/v1/eventHooks",
        "POST /api/v1/eventHooks/made4/lifecycle/verify", "POST /api/v1/inlineHooks",
    ]

    @Test
    func `A fresh organisation gets everything, and the second run changes nothing`() async throws {
        let okta = FakeOkta()
        let first = try await run(try setup(okta))
        expectNoDifference(
            first.plan,
            [
                "+     attribute ivrPhone: the number a person calls from; unique, E.164, read-only to the person",
                "+     attribute ivrFactorPreference: the factor a person prefers: sms, push or totp",
                "+     attribute ivrHours: when a company number rings, like Mo-Fr 09:00-17:00 America/New_York",
                "+     group Voicegate IVR: those who may call",
                "+     enrolment policy Voicegate IVR: first in order, for the group",
                "+     rule Voicegate IVR of the enrolment policy: enrol when challenged, from anywhere",
                "+     event hook Voicegate events: to https://ivr.example.com/event-hook, verified",
                "        user.authentication.auth_via_mfa", "        user.mfa.factor.activate",
                "        inline_hook.executed",
                "+     telephony hook Voicegate telephony: to https://ivr.example.com/telephony-hook",
                "plan: 8 to create",
            ])
        #expect(first.isComplete)
        // Of what one request does, too, each thing is said.
        #expect(
            ["ivrPhone", "ivrFactorPreference", "ivrHours"].allSatisfy { name in
                first.done.contains { $0.hasPrefix("ok    attribute \(name):") }
            })
        expectNoDifference(okta.changes, Self.everything)
        let again = try await run(try setup(okta))
        #expect(again.plan == ["nothing to change"])
        #expect(again.done.isEmpty && again.isComplete)
        #expect(okta.changes == Self.everything)
    }

    @Test
    func `The policy keeps what the default policy lets people enrol, and adds what calls need`() async throws {
        let okta = FakeOkta()
        _ = try await run(try setup(okta))
        let policy = try #require(okta.now.policies.last)
        expectNoDifference(
            policy["settings"],
            [
                "type": "AUTHENTICATORS",
                "authenticators": [
                    ["key": "okta_password", "enroll": ["self": "REQUIRED"]],
                    ["key": "webauthn", "enroll": ["self": "OPTIONAL"]],
                    ["key": "phone_number", "enroll": ["self": "OPTIONAL"]],
                    ["key": "okta_verify", "enroll": ["self": "OPTIONAL"]],
                ],
            ])
        #expect(policy["conditions"]?["people"]?["groups"]?["include"] == ["made1"])
        #expect(policy["priority"] == 1)
    }

    @Test
    func `Classic Engine gets factors in the place of authenticators`() async throws {
        let okta = FakeOkta {
            $0.engine = "v1"
            $0.policies = []
        }
        _ = try await run(try setup(okta))
        let settings = try #require(okta.now.policies.last?["settings"])
        #expect(settings["type"] == nil)
        #expect(Set(settings["factors"]?.members?.keys.map(\.self) ?? []) == ["okta_push", "okta_otp", "okta_sms"])
        #expect(settings["factors"]?["okta_sms"]?["enroll"] == ["self": "OPTIONAL"])
        #expect(!okta.now.requests.contains { $0.url.hasSuffix("/authenticators") })
        let again = try await run(try setup(okta))
        #expect(again.plan == ["nothing to change"])
    }

    @Test
    func `What has drifted is repaired, and nothing else is touched`() async throws {
        let okta = FakeOkta()
        _ = try await run(try setup(okta))
        okta.change { state in
            state.requests = []
            state.custom["ivrPhone"]?["permissions"] = [["principal": "SELF", "action": "READ_WRITE"]]
            state.custom["ivrPhone"]?["unique"] = "NOT_UNIQUE"
            state.custom["ivrFactorPreference"]?["enum"] = ["sms", "voice"]
            state.policies[1]["settings"]?["authenticators"] = [["key": "webauthn", "enroll": ["self": "REQUIRED"]]]
            state.rules["made2"]?[0]["conditions"]?["network"] = ["connection": "ZONE", "include": ["z"]]
            state.eventHooks[0]["events"]?["items"] = ["user.mfa.factor.activate", "group.user_membership.add"]
            state.eventHooks[0]["verificationStatus"] = "UNVERIFIED"
            state.inlineHooks[0]["channel"]?["config"]?["uri"] = "https://old.example.com/telephony-hook"
            state.inlineHooks[0]["channel"]?["config"]?["headers"] = [["key": "X-Env", "value": "prod"]]
            state.inlineHooks[0]["status"] = "INACTIVE"
        }
        let run = try await run(try setup(okta))
        #expect(run.isComplete, "\(run.done)")
        #expect(run.plan.last == "plan: 8 to repair")
        let now = okta.now
        #expect(now.custom["ivrPhone"]?["unique"] == true)
        #expect(now.custom["ivrPhone"]?["permissions"] == [["principal": "SELF", "action": "READ_ONLY"]])
        #expect(now.custom["ivrFactorPreference"]?["enum"] == ["sms", "voice", "push", "totp"])
        #expect(now.custom["ivrFactorPreference"]?["oneOf"]?.elements?.count == 4)
        #expect(now.policies[1]["settings"]?["authenticators"]?.elements?.first?["enroll"] == ["self": "REQUIRED"])
        #expect(now.policies[1]["settings"]?["authenticators"]?.elements?.count == 3)
        #expect(now.rules["made2"]?[0]["conditions"]?["network"] == ["connection": "ANYWHERE"])
        #expect(now.eventHooks[0]["events"]?["items"]?.elements?.count == 4)
        #expect(now.eventHooks[0]["verificationStatus"] == "VERIFIED")
        #expect(now.inlineHooks[0]["status"] == "ACTIVE")
        #expect(now.inlineHooks[0]["channel"]?["config"]?["headers"] == [["key": "X-Env", "value": "prod"]])
        #expect(now.inlineHooks.count == 1 && now.eventHooks.count == 1)
        #expect(try await self.run(try setup(okta)).plan == ["nothing to change"])
    }

    @Test
    func `Secrets go to Okta and are never printed; they are written again only when asked`() async throws {
        let okta = FakeOkta()
        let first = try await run(try setup(okta))
        #expect(!"\(first)".contains("hook-secret"))
        let bodies = okta.now.requests.map { FakeOkta.json($0.body) }
        let schemes = bodies.compactMap { $0["channel"]?["config"]?["authScheme"] }
        #expect(schemes == [["type": "HEADER", "key": "Authorization", "value": "hook-secret"]] + schemes.suffix(1))
        #expect(schemes.count == 2)
        okta.change { $0.requests = [] }
        let renewed = try await run(try setup(okta) { $0.renewsSecrets = true })
        #expect(renewed.plan.filter { $0.contains("secret: written again") }.count == 2)
        #expect(!"\(renewed)".contains("hook-secret"))
        #expect(okta.changes == ["PUT /api/v1/eventHooks/made4", "PUT /api/v1/inlineHooks/made5"])
    }
}

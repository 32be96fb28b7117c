import Crypto
import HTTPTransport
import JSON
import OktaAPI
import Testing

@testable import App

@Suite("check --online, of Okta")
struct OktaCheckTests {
    private func results(_ okta: any HTTPTransport, _ more: [String: String] = [:]) async throws -> [CheckResult] {
        var all = OktaSetupTests.settings.merging(more) { $1 }
        if more["OKTA_CLIENT_ID"] != nil { all["OKTA_API_TOKEN"] = nil }
        return await VoicegateCheck.okta(try SettingsFixture.load(all), okta)
    }

    private func finished() async throws -> FakeOkta {
        let okta = FakeOkta()
        let setup = try OktaSetupTests().setup(okta)
        _ = await setup.apply(try await setup.plan()) { _ in }
        okta.change { $0.requests = [] }
        return okta
    }

    @Test
    func `An organisation that is set up is fine in every line, and nothing is changed`() async throws {
        let okta = try await finished()
        let results = try await results(okta.transport)
        #expect(results.map(\.status) == Array(repeating: .ok, count: 5), "\(results.map(\.line))")
        #expect(okta.changes.isEmpty)
    }

    @Test
    func `What is not there draws a warning where it may be so on purpose, with its mend`() async throws {
        let results = try await results(FakeOkta().transport)
        #expect(results.map(\.status) == [.ok, .fail, .warn, .warn, .warn])
        #expect(results.dropFirst().allSatisfy { $0.message.hasSuffix("; voicegate setup okta mends it") })
    }

    @Test
    func `What has drifted fails`() async throws {
        let okta = try await finished()
        okta.change { state in
            state.inlineHooks[0]["channel"]?["config"]?["uri"] = "https://old.example.com/x"
            state.eventHooks[0]["verificationStatus"] = "UNVERIFIED"
        }
        let results = try await results(okta.transport)
        #expect(results.suffix(2).map(\.status) == [.fail, .fail])
        #expect(results[3].message.contains("was https://old.example.com/x"))
        #expect(results[4].message.contains("have Okta verify"))
    }

    @Test
    func `What the token may not look at draws a warning`() async throws {
        let okta = try await finished()
        okta.change { $0.refusals["GET /api/v1/inlineHooks"] = (403, #"{"errorCode":"E0000006"}"#) }
        let results = try await results(okta.transport)
        #expect(results[3].status == .warn)
        #expect(
            results[3].message
                == "could not be looked at: Okta does not let the token do this (E0000006, HTTP 403)")
    }

    @Test
    func `A service app's token is looked at first, and its missing scopes are named`() async throws {
        let app = [
            "OKTA_CLIENT_ID": "0oaclient", "OKTA_KEY_ID": "key-1",
            "OKTA_PRIVATE_KEY": P256.Signing.PrivateKey().pemRepresentation,
        ]
        let okta = try await finished()
        let scopes = [OktaScope].serving.map(\.rawValue).joined(separator: " ")
        let inner = okta.transport
        let transport = ScriptedTransport { request throws(TransportError) in
            guard request.operation == "token" else { return try await inner.send(request, deadline: .now) }
            return .json(#"{"access_token":"t","token_type":"Bearer","expires_in":3600,"scope":"\#(scopes)"}"#)
        }
        let results = try await results(transport, app)
        #expect(results.map(\.status) == Array(repeating: .ok, count: 6), "\(results.map(\.line))")
        #expect(okta.now.requests.allSatisfy { $0.headers["Authorization"] ?? "Bearer t" == "Bearer t" })
        let refused = ScriptedTransport { _ in .json(#"{"error":"invalid_scope"}"#, status: 400) }
        let refusal = try await self.results(refused, app)
        #expect(refusal.map(\.status) == [.fail])
        #expect(refusal[0].message.contains("grant okta.users.read, okta.users.manage"))
    }
}

import Foundation
import Simulator
import Testing

@Suite("Setting Okta up, through the built program", .serialized, .timeLimit(.minutes(3)))
struct OktaSetUpTests {
    private func setIssuer(_ town: Town) {
        town.set("HOOK_OAUTH_ISSUER", town.simulation.hookIssuer)
        town.set("HOOK_OAUTH_AUDIENCE", "api://default")
        town.set("HOOK_OAUTH_SCOPE", "telephony")
    }

    @Test("A hook with a secret is made and tried out by Okta's own test call")
    func secret() async throws {
        try await inTown { town in
            try await town.serve()
            let okta = try await town.run(["setup", "okta"])
            #expect(okta.code == 0, "\(okta.output)")
            #expect(okta.output.contains("answered Okta's test call"), "\(okta.output)")
        }
    }

    @Test("A hook with OAuth is made and tried out, by the client's secret or by a hook key", arguments: [true, false])
    func oauth(hasSecret: Bool) async throws {
        try await inTown { town in
            setIssuer(town)
            try await town.serve()
            var options = ["--hook-client-id", "0oasimulatedhook0001"]
            if hasSecret {
                try "simulated-hook-client-secret\n".write(
                    to: town.folder.appending(path: "secret"), atomically: true, encoding: .utf8)
                options += ["--hook-client-secret-file", "secret"]
            } else {
                options += ["--hook-key-id", try await town.simulation.makeHookKey(named: "IVR")]
            }
            let okta = try await town.run(["setup", "okta"] + options)
            #expect(okta.code == 0, "\(okta.output)")
            #expect(okta.output.contains("answered Okta's test call"), "\(okta.output)")
            #expect(!okta.output.contains("simulated-hook-client-secret"))
            let again = try await town.run(["setup", "okta"] + options)
            #expect(again.code == 0 && again.output.contains("nothing to change"), "\(again.output)")
            // Codes go the same way from then on.
            await town.simulation.changeOkta { $0.telephonyHook = nil }
            _ = try await town.callForAccount(from: Person.sms)
            _ = try await town.simulation.handset(of: Person.sms).waitForCode()
            #expect(
                try await town.eventually {
                    guard case .accepted = await town.simulation.hookCalls.last?.outcome else { return false }
                    return true
                })
        }
    }

    @Test("A client whose secret is wrong is found out by the test call")
    func wrongSecret() async throws {
        try await inTown { town in
            setIssuer(town)
            try await town.serve()
            try "wrong".write(to: town.folder.appending(path: "secret"), atomically: true, encoding: .utf8)
            let okta = try await town.run(
                [
                    "setup", "okta", "--hook-client-id", "0oasimulatedhook0001", "--hook-client-secret-file", "secret",
                ])
            #expect(okta.code == 1)
            #expect(okta.output.contains("does not answer as it should"), "\(okta.output)")
        }
    }
}

import Foundation
import FoundationNetworking
import Simulator
import Testing

@Suite("Okta's codes through the built program's telephony hook", .serialized)
struct HookTests {
    /// Calls until a code has been sent, and gives the code with who carried it.
    private func challenge(_ town: Town) async throws -> (code: String, carriers: [Carrier]) {
        _ = try await town.callForAccount(from: Person.sms)
        let handset = try await town.simulation.handset(of: Person.sms)
        let code = try await handset.waitForCode()
        // The answer is judged after the message came.
        for _ in 0..<200 where await town.simulation.hookCalls.isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        return (code, await handset.messages.map(\.carrier))
    }

    @Test("A code travels from Okta by the hook and the first provider to the handset, and works")
    func travels() async throws {
        try await inTown { town in
            try await town.serve()
            let call = try await town.callForAccount(from: Person.sms)
            let handset = try await town.simulation.handset(of: Person.sms)
            let code = try await handset.waitForCode()
            #expect(await handset.messages.map(\.carrier) == [.twilioVerify])
            try await call.waitUntilHeard("six digits")
            #expect(await call.transcript.contains { $0.text.hasPrefix("text message by twilio-verify: ") })
            await call.press(code)
            try await call.waitUntilHeard("verified")
            let hookCall = try #require(await town.simulation.hookCalls.first)
            guard case .accepted("SUCCESSFUL", "twilio-verify", let id) = hookCall.outcome else {
                Issue.record("\(hookCall)")
                return
            }
            #expect(id?.hasPrefix("VE") == true)
        }
    }

    @Test(
        "When the first provider stops, the second delivers, once and in time",
        arguments: [
            Fault.Kind.status(500), .status(429), .status(503), .cutBeforeAnswer, .html, .hang,
        ])
    func failsOver(kind: Fault.Kind) async throws {
        try await inTown { town in
            try await town.serve()
            await town.simulation.add(Fault(kind, at: .verify))
            let (_, carriers) = try await challenge(town)
            #expect(carriers == [.twilioSMS])
            let hookCall = try #require(await town.simulation.hookCalls.first)
            #expect(hookCall.milliseconds < 2700)
            guard case .accepted = hookCall.outcome else {
                Issue.record("\(hookCall)")
                return
            }
        }
    }

    @Test(
        "Each provider delivers when it is the only one",
        arguments: [
            ("twilio-verify", Carrier.twilioVerify), ("twilio-sms", .twilioSMS), ("8x8-sms", .eightByEightSMS),
            ("acs-sms", .acsSMS),
        ])
    func alone(provider: String, carrier: Carrier) async throws {
        try await inTown(["SMS_PROVIDERS": provider]) { town in
            try await town.serve()
            let (code, carriers) = try await challenge(town)
            #expect(carriers == [carrier])
            #expect(code.count == 6)
        }
    }

    @Test(
        "When no provider takes the code, or the hook refuses Okta, Okta sends it by itself, once",
        arguments: [true, false])
    func fallsBack(isRefused: Bool) async throws {
        try await inTown { town in
            try await town.serve()
            if isRefused {
                await town.simulation.changeOkta { $0.telephonyHook = .telephony(secret: "another secret") }
            } else {
                for upstream in [Upstream.verify, .twilio, .eightByEightSMS, .acs] {
                    await town.simulation.add(Fault(.status(503), at: upstream))
                }
            }
            let (_, carriers) = try await challenge(town)
            #expect(carriers == [.okta])
            guard case .fellBack = await town.simulation.hookCalls.first?.outcome else {
                Issue.record("\(await town.simulation.hookCalls)")
                return
            }
        }
    }
}

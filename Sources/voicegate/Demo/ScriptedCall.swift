import ArgumentParser
import Foundation
import Simulator

/// One call by the book, for `demo --call`.
struct ScriptedCall {
    /// The factor that the caller is challenged with.
    enum Factor: String, ExpressibleByArgument, CaseIterable {
        case sms, push, totp

        /// A person of the sample directory who prefers it.
        var caller: String {
            switch self {
            case .sms: "+15550100001"
            case .push: "+15550100002"
            case .totp: "+15550100003"
            }
        }
    }

    let factor: Factor

    /// Places the call and prints its transcript.
    ///
    /// - Returns: Whether the caller got through to the account menu.
    func run(in simulation: Simulation) async -> Bool {
        let call = await simulation.place(CallPlan(from: factor.caller))
        let printing = Task { await print(simulation, callSID: call.sid) }
        defer { printing.cancel() }
        var isThrough = false
        do {
            let handset = try await simulation.handset(of: factor.caller)
            try await call.waitUntilListening()
            await pause()
            await call.press("1")
            switch factor {
            case .sms: try await enterText(call, handset)
            case .push: try await tap(call, handset)
            case .totp: try await enterAuthenticatorCode(call, handset)
            }
            try await call.waitUntilHeard("verified", timeout: .seconds(30))
            isThrough = true
            await pause()
            await call.press("1")
            try await call.waitUntilHeard("balance is", timeout: .seconds(30))
        } catch {
            Terminal.complain("voicegate: \(error)")
            isThrough = false
        }
        await pause()
        await call.hangUp()
        _ = try? await call.waitUntilEnded(timeout: .seconds(5))
        try? await Task.sleep(for: .milliseconds(200))
        Terminal.say(isThrough ? "the caller got through" : "the caller did not get through")
        return isThrough
    }

    /// A wrong code first, then the right one.
    private func enterText(_ call: SimulatedCall, _ handset: Handset) async throws {
        let code = try await handset.waitForCode(timeout: .seconds(20))
        try await call.waitUntilHeard("six digits", timeout: .seconds(30))
        let wrong = String(code.map { $0 == "9" ? "0" : Character(String((Int(String($0)) ?? 0) + 1)) })
        await call.type(wrong)
        try await call.waitUntilHeard("not right", timeout: .seconds(30))
        await pause()
        await call.type(code)
    }

    private func tap(_ call: SimulatedCall, _ handset: Handset) async throws {
        _ = try await handset.waitForPush(timeout: .seconds(20))
        let line = try await call.waitUntilHeard("tap the number", timeout: .seconds(30))
        // The person taps what they heard: the digits between the first "number" and "Again".
        let spoken = line.text.split(separator: "Again").first.map(String.init) ?? line.text
        guard let number = Int(spoken.filter(\.isNumber)) else { return try await handset.approve() }
        try await Task.sleep(for: .seconds(4))
        try await handset.tap(number)
    }

    private func enterAuthenticatorCode(_ call: SimulatedCall, _ handset: Handset) async throws {
        try await call.waitUntilHeard("six digits", timeout: .seconds(30))
        guard let code = await handset.authenticatorCode else { throw ScriptProblem.noAuthenticator }
        await call.type(code)
    }

    private func pause() async { try? await Task.sleep(for: .seconds(1)) }

    private func print(_ simulation: Simulation, callSID: String) async {
        for await event in simulation.eventStream() {
            if case .line(callSID, let line) = event.event { Terminal.say(line.description) }
        }
    }
}

/// What a script cannot go on without.
enum ScriptProblem: Error, CustomStringConvertible {
    case noAuthenticator

    var description: String { "the person has no authenticator app" }
}

import App
import Foundation
import Simulator
import UnixSignals

/// A telephone and a handset in the terminal: lines that are typed are keys.
struct DemoTelephone {
    let world: DemoWorld

    private static let help = """
        call [NUMBER]   places a call (default +15550100002, who prefers a push)
        0-9 * #         keys, e.g. 1 or 123456
        say WORDS       speaks
        approve, reject, tap N    answers a push
        ring NUMBER     calls a company number from outside: +15550109001 is Ada's, +15550109002 is Ben's
        text NUMBER WORDS         sends a text to a company number from outside
        answer NUMBER WORDS       sends one from the mobile of the number's owner
        hangup, quit
        """
    private static let outside = "+15558675309"

    /// Runs until the input or the process ends.
    func run() async throws {
        Terminal.say("web phone: \(world.simulation.endpoints.control)")
        Terminal.say("service:   http://\(world.places.publicSide)")
        let password = world.consolePassword.map { "the password \($0)" } ?? "CONSOLE_PASSWORD"
        Terminal.say("admin:     http://\(world.places.adminSide), /metrics and /console (any user name, \(password))")
        Terminal.say(Self.help)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await show() }
            group.addTask { await listen() }
            group.addTask { await waitForSignal() }
            // Whichever of the last two ends first, ends the demo; without a terminal only a signal does.
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func waitForSignal() async {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
    }

    private func show() async {
        for await event in world.simulation.eventStream() {
            switch event.event {
            case .line(_, let line): Terminal.say(line.description)
            case .callEnded: Terminal.say("        call ended")
            case .message(let owner, let message) where message.from != nil:
                // What comes during a call is a line of its transcript.
                if await isInCall(owner) { break }
                Terminal.say("        \(message.to) gets from \(message.from ?? ""): \(message.text)")
            default: break
            }
        }
    }

    private func isInCall(_ userID: String) async -> Bool {
        let owner = await world.simulation.users.first { $0.id == userID }
        for call in await world.simulation.calls where call.from == owner?.callerNumber {
            if await !call.ended { return true }
        }
        return false
    }

    private func listen() async {
        var caller = "+15550100002"
        var call: SimulatedCall?
        for await line in Self.typedLines {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard let first = words.first else { continue }
            let rest = words.count > 1 ? words[1] : ""
            switch first {
            case "quit", "exit": return
            case "call":
                if !rest.isEmpty { caller = rest }
                call = await world.simulation.place(CallPlan(from: caller))
            case "say": await call?.say(rest)
            case "hangup": await call?.hangUp()
            case "ring": call = await world.simulation.place(CallPlan(from: Self.outside, to: rest))
            case "text", "answer":
                await text(rest, isAnswer: first == "answer")
                continue
            case "approve", "reject", "tap": await answer(first, rest, caller)
            case _ where first.allSatisfy({ "0123456789*#".contains($0) }): await call?.type(first)
            default: Terminal.say(Self.help)
            }
            if call == nil, first != "call" { Terminal.say("nobody is on the line: type call") }
        }
        // Standard input may be closed from the start, as under a supervisor.
        try? await Task.sleep(for: .seconds(1_000_000_000))
    }

    /// Lines of standard input, read on a thread of their own: reading blocks.
    private static var typedLines: AsyncStream<String> {
        AsyncStream { lines in
            Thread.detachNewThread {
                while let line = readLine() { lines.yield(line) }
                lines.finish()
            }
        }
    }

    /// Sends a text to a company number: from outside, or from the mobile of whoever has the number.
    private func text(_ rest: String, isAnswer: Bool) async {
        let words = rest.split(separator: " ", maxSplits: 1).map(String.init)
        let number = words.first ?? ""
        let owner = await world.simulation.users.first { $0.profile["primaryPhone"] == number }
        let from = isAnswer ? owner?.profile["mobilePhone"] : Self.outside
        do {
            try await world.simulation.send(
                OutsideText(from: from ?? Self.outside, to: number, body: words.count > 1 ? words[1] : ""))
        } catch {
            Terminal.say("\(error)")
        }
    }

    private func answer(_ word: String, _ rest: String, _ caller: String) async {
        do {
            let handset = try await world.simulation.handset(of: caller)
            switch word {
            case "approve": try await handset.approve()
            case "reject": try await handset.reject()
            default: try await handset.tap(Int(rest) ?? -1)
            }
        } catch {
            Terminal.say("\(error)")
        }
    }
}

import App
import ArgumentParser
import CompanyNumbers
import Texts
import Foundation

/// Lists the account's numbers.
struct NumbersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the numbers of the Twilio account with whose they are.")

    @Option(help: "How to print the list: text or json.")
    var output: OutputForm = .text

    func run() async throws {
        try await NumbersTerminal.atDesk(for: .reading) { desk in
            let display = ProgressDisplay()
            defer { display.end() }
            let entries = try await desk.work.list(deadline: NumbersTerminal.deadline, watcher: display.watcher)
            display.end()
            switch output {
            case .text:
                for entry in entries { Terminal.say(Self.line(entry)) }
                if entries.isEmpty { Terminal.say("The account has no numbers.") }
            case .json: Terminal.say(try JSONText.pretty(entries))
            }
        }
    }

    private static func line(_ entry: NumberEntry) -> String {
        let people = entry.owners.map(\.text).joined(separator: ", ")
        let columns = [
            entry.number.padding(toLength: 16, withPad: " ", startingAt: 0),
            entry.use.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0),
            entry.use == .reserved ? "-    " : (entry.isWired ? "here " : "other"),
            people.isEmpty ? (entry.friendlyName ?? "").visible : people,
        ]
        return columns.joined(separator: "  ")
    }
}

import App
import ArgumentParser

/// Prints where providers report to.
struct SetupReportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports",
        abstract: "Prints the URLs to enter at providers, so that they report what became of messages.",
        discussion: """
            The URLs hold REPORTS_SECRET: whoever has them can report. Twilio needs none, it is told with each message.
            """)

    @Option(help: "How to print them: text or json.")
    var output: OutputForm = .text

    func run() async throws {
        let settings = try Configuration.load(for: .nothing).settings
        let addresses = try await Configuration.orExit { try ReportAddresses(settings) }
        switch output {
        case .text:
            for entry in addresses.entries {
                Terminal.say("\(entry.provider)\n  \(entry.url)\n  \(entry.place)")
            }
        case .json: Terminal.say(try JSONText.pretty(addresses.entries))
        }
    }
}

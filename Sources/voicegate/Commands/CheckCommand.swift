import App
import ArgumentParser

/// Checks everything that `serve` will need.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks settings, templates and database; prints one line a check.",
        discussion: "Each line begins with ok, warn or fail and says what mends it. Exits 0 only without fail.")

    @Flag(help: "Also ask Okta, Twilio, the providers and the issuer of hooks' tokens, by harmless reads.")
    var online = false

    @Option(help: "How to print the results: text or json.")
    var output: OutputForm = .text

    func run() async throws {
        let found = SettingsLoader.inspect(try Configuration.sources(), for: .serve)
        let results = await VoicegateCheck.run(found, isOnline: online)
        switch output {
        case .text: for result in results { Terminal.say(result.line) }
        case .json: Terminal.say(try JSONText.pretty(results))
        }
        guard !results.contains(where: { $0.status == .fail }) else {
            throw found.faults.isEmpty ? ExitCode.failure : ExitCode.configuration
        }
    }
}

/// How lists are printed.
enum OutputForm: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

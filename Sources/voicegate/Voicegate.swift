import ArgumentParser
import Texts
import HTTPTransport

/// The phone front door of an Okta organisation.
@main
struct Voicegate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voicegate",
        abstract: "The phone front door of an Okta organisation.",
        discussion: """
            Settings come from the environment and from .env in the working directory; docs/configuration.md lists them.
            Exit codes: 0 done, 1 what was asked failed, 64 wrong usage, 78 wrong or missing setting.
            """,
        version: Program.version,
        subcommands: [
            ServeCommand.self, DemoCommand.self, SimulatorCommand.self, CheckCommand.self, TemplatesCommand.self,
            AuditCommand.self, SetupCommand.self, InitCommand.self, NumbersCommand.self,
            HookCommand.self,
        ])

    /// Runs the command that the arguments name; what they lack or have too much is said in one line.
    static func main() async {
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            leave(error)
        }
    }

    private static func leave(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        guard code != .success else { exit(withError: error) }
        let words = message(for: error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        // What a command has said itself comes as a bare code.
        if !(error is ExitCode) {
            let text = (words.isEmpty ? "arguments are missing" : words).visible
            let isUsage = code == .validationFailure
            Terminal.complain(
                isUsage ? "voicegate: \(UsageHint(CommandLine.arguments).line(text))" : "voicegate: \(text)")
        }
        exit(withError: code)
    }
}

/// Where whoever used a command wrongly finds how to use it.
struct UsageHint {
    private let command: String

    /// Finds the command that arguments name.
    init(_ arguments: [String]) {
        var names = ["voicegate"]
        var subcommands = Voicegate.configuration.subcommands
        for argument in arguments.dropFirst() {
            guard let next = subcommands.first(where: { $0.configuration.commandName == argument }) else { break }
            names.append(argument)
            subcommands = next.configuration.subcommands
        }
        command = names.joined(separator: " ")
    }

    /// What is wrong, and where to read on.
    func line(_ fault: String) -> String {
        "\(fault.hasSuffix(".") ? String(fault.dropLast()) : fault); see \(command) --help"
    }
}

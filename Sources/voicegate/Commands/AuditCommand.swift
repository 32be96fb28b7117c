import App
import ArgumentParser
import Audit
import Foundation

/// Works with the audit trail.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Works with the audit trail.", subcommands: [AuditVerifyCommand.self])
}

/// Walks the audit trail.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Walks the audit trail and says whether it is whole.",
        discussion: """
            Every record is bound to the one before by its hash. Note the NUMBER:HASH that is printed somewhere else and \
            give it with --noted next time: only so can a trail be found out whose end was cut off. Exits 0 only when \
            the trail is whole.
            """)

    @Option(help: "An end of the trail that was noted earlier, NUMBER:HASH; it must still be there.")
    var noted: String?

    @Option(help: "How to print the result: text or json.")
    var output: OutputForm = .text

    func run() async throws {
        let noted = try noted.map { text in
            guard let noted = AuditLink(text) else {
                throw ValidationError("--noted must be the number of a record, a colon and its 64 hexadecimal digits")
            }
            return noted
        }
        let settings = try Configuration.load(for: .nothing).settings
        let finding = try await Configuration.orExit {
            try await AuditCheck.run(settings.storage, noted: noted)
        }
        switch output {
        case .text: Terminal.say(finding.line)
        case .json: Terminal.say(try JSONText.pretty(finding))
        }
        guard finding.isWhole else { throw ExitCode.failure }
    }
}

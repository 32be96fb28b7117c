import App
import ArgumentParser
import Foundation
import HTTPTransport

/// Asks for the settings that are missing.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Asks for the settings that are missing, tries each answer, and writes .env.",
        discussion: """
            What is set already stays and is not asked for. Secrets are not shown while they are typed; those that only \
            this service and its hooks share are made. Where standard input is no terminal, each line is an answer, in \
            the order of the questions; nothing is written unless all of them are there.
            """)

    @Flag(help: "Do not try the answers at Okta and Twilio.")
    var offline = false

    @Flag(help: "Also make a DATA_KEY, which PostgreSQL needs.")
    var dataKey = false

    func run() async throws {
        let sources = try Configuration.sources()
        let transport = AsyncHTTPTransport()
        let interview = Interview(
            sources: sources, interviewee: TerminalInterviewee(), transport: offline ? nil : transport,
            makesDataKey: dataKey)
        let result: Result<[String], InterviewFailure>
        do {
            result = .success(try await interview.run(writingTo: ".env"))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        switch result {
        case .success(let names) where names.isEmpty: Terminal.say("nothing is missing; .env stays as it is")
        case .success(let names):
            Terminal.say("written to .env: \(names.joined(separator: ", "))")
            Terminal.say("next: voicegate serve, then voicegate setup okta, setup twilio and check --online")
        case .failure(let failure): throw complain(failure)
        }
    }

    private func complain(_ failure: InterviewFailure) -> ExitCode {
        switch failure {
        case .endOfInput(let name):
            Terminal.complain("voicegate: the input ended before \(name) was given; nothing was written")
            return .validationFailure
        case .refused(let words), .unwritable(let words):
            Terminal.complain("voicegate: \(words); nothing was written")
            return .failure
        case .wrongSettings(let lines):
            for line in lines { Terminal.complain("voicegate: \(line)") }
            return .configuration
        }
    }
}

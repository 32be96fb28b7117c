import App
import ArgumentParser

/// Prints what callers hear while the service is down.
struct FallbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fallback",
        abstract: "Prints a static document to host elsewhere as Twilio's fallback URL.",
        discussion: """
            It apologises in the words of the templates and connects to AGENT_DIAL where that is a number or a SIP \
            address. It needs nothing of the service.
            """)

    @Option(help: "The language, e.g. es-ES; the nearest that has templates is taken. Without it DEFAULT_LANGUAGE.")
    var language: String?

    func run() async throws {
        let settings = try Configuration.load(for: .nothing).settings
        try await Configuration.orExit {
            do {
                Terminal.say(try FallbackDocument.text(settings, language: language))
            } catch let error as TemplatePreviewError {
                throw ValidationError(error.description)
            }
        }
    }
}

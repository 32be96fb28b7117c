import App
import ArgumentParser

/// Works with templates.
struct TemplatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates", abstract: "Works with the templates of what callers hear.",
        subcommands: [RenderCommand.self, FallbackCommand.self])
}

/// Prints what a template gives.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Prints the TwiML that a template gives for sample values.")

    @Argument(help: "The template, e.g. menu.")
    var name: String

    @Option(help: "The language, e.g. es-ES; the nearest that has templates is taken.")
    var language: String?

    @Option(name: .customLong("set"), help: "A value in the place of the sample, e.g. wrong=true. May be repeated.")
    var changes: [String] = []

    func run() async throws {
        let pairs = try changes.map { change in
            let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--set \(change) must be key=value") }
            return (name: parts[0], value: parts[1])
        }
        let settings = try Configuration.load(for: .nothing).settings
        try await Configuration.orExit {
            do {
                Terminal.say(
                    try TemplatePreview.render(name, language: language, changes: pairs, settings: settings.call))
            } catch let error as TemplatePreviewError {
                throw ValidationError(error.description)
            }
        }
    }
}

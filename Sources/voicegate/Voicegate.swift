import ArgumentParser

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
        subcommands: [
            ServeCommand.self, DemoCommand.self, SimulatorCommand.self, CheckCommand.self, TemplatesCommand.self,
            AuditCommand.self, SetupCommand.self, InitCommand.self, NumbersCommand.self,
            HookCommand.self,
        ])
}

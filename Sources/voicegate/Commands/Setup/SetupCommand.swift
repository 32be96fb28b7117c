import ArgumentParser

/// Creates or repairs what the service needs on the other side.
struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup", abstract: "Creates or repairs what the service needs at Okta, Twilio and the providers.",
        subcommands: [SetupOktaCommand.self, SetupTwilioCommand.self, SetupReportsCommand.self])
}

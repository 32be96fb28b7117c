import ArgumentParser

/// Sets up the other sides.
struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Creates or repairs what the service needs at Okta and Twilio.",
        subcommands: [SetupTwilioCommand.self])
}

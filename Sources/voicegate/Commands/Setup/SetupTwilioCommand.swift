import App
import ArgumentParser
import CompanyNumbers

/// Wires the IVR's own number to this service.
struct SetupTwilioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "twilio",
        abstract: "Sets voice URL, fallback URL and status callback of the IVR's number.",
        discussion: """
            Prints the plan first, changes only what is not right, and ends with what is left to do by hand. Running it \
            again changes nothing. Needs TWILIO_PHONE_NUMBER and PUBLIC_URL.
            """)

    @Flag(help: "Only print the plan.")
    var dryRun = false

    @Flag(help: "Accepted for scripts that give it to every command; nothing is asked.")
    var yes = false

    @Option(help: "A document on another host that Twilio fetches when the service is down, https://….")
    var fallbackURL: String?

    func validate() throws {
        if let fault = TwilioSetUp.fault(ofFallback: fallbackURL) { throw ValidationError(fault) }
    }

    func run() async throws {
        let settings = try Configuration.load(for: .nothing).settings
        if let fault = TwilioSetUp.fault(ofFallback: fallbackURL, settings) { throw ValidationError(fault) }
        try await Configuration.orExit {
            do {
                try await TwilioSetUp.run(settings, fallbackURL: fallbackURL, isDryRun: dryRun) { Terminal.say($0) }
            } catch let failure as NumbersFailure {
                Terminal.complain("voicegate: \(failure)")
                throw ExitCode.failure
            }
        }
    }
}

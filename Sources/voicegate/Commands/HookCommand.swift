import App
import ArgumentParser

/// Works with Okta's hooks.
struct HookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook", abstract: "Works with Okta's hooks.", subcommands: [HookTestCommand.self])
}

/// Sends a sample request to a running telephony hook.
struct HookTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Sends a sample request of Okta's to a running service and prints what came back.",
        discussion: """
            The message really goes out. Exits 0 only when the answer has the form that Okta takes and says SUCCESSFUL \
            or PENDING in time.
            """)

    /// How the code travels.
    enum Channel: String, ExpressibleByArgument, CaseIterable {
        case sms, call

        var wanted: HookTest.Channel { self == .sms ? .sms : .call }
    }

    @Option(help: "Where the code goes, in E.164, e.g. +15551234567.")
    var to: String

    @Option(help: "How it goes: sms or call.")
    var channel: Channel

    @Option(help: "The base URL of the service. Without it PUBLIC_URL, else HOST and PORT.")
    var url: String?

    @Option(help: "The language, as Okta writes it.")
    var locale = "en-US"

    @Option(help: "The code; six random digits without it.")
    var code: String?

    @Option(help: "An OAuth 2.0 token to present instead of the secret of the settings.")
    var bearer: String?

    func validate() throws {
        do {
            // Which country is meant where none is written, the settings say.
            _ = try HookTest.Sample(to: to, by: channel.wanted, code: code, locale: locale, defaultRegion: "US")
        } catch {
            throw ValidationError(error.description)
        }
    }

    func run() async throws {
        let (test, sample) = try prepared(Configuration.load(for: .nothing).settings)
        Terminal.say("POST      \(test.url)/telephony-hook with \(test.credential)")
        Terminal.say("code      \(sample.code) to \(sample.maskedNumber)")
        let result = await test.send(sample)
        Terminal.say("status    \(result.status.map(String.init) ?? "none")")
        Terminal.say("time      \(Int(result.elapsed / .milliseconds(1))) ms")
        if !result.body.isEmpty { Terminal.say("answer    \(result.body)") }
        Terminal.say("verdict   \(result.verdict.words)")
        guard result.verdict.isGood else {
            Terminal.complain("voicegate: \(result.verdict.words)")
            throw ExitCode.failure
        }
    }

    private func prepared(_ settings: Settings) throws -> (HookTest, HookTest.Sample) {
        do throws(HookTestError) {
            let sample = try HookTest.Sample(
                to: to, by: channel.wanted, code: code, locale: locale, defaultRegion: settings.call.defaultRegion)
            return (try HookTest(settings, url: url, bearer: bearer), sample)
        } catch {
            if error.isUsage { throw ValidationError(error.description) }
            Terminal.complain("voicegate: \(error)")
            throw ExitCode.configuration
        }
    }
}

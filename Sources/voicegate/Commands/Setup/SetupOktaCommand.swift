import App
import ArgumentParser
import Foundation
import HTTPTransport

/// Sets an Okta organisation up.
struct SetupOktaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "okta",
        abstract: "Creates or repairs attributes, group, enrolment policy and hooks in the Okta organisation.",
        discussion: """
            Prints a plan first and asks before it changes anything. Running it again changes nothing that is as it \
            should be. The service has to run and be reachable at PUBLIC_URL, since Okta verifies the event hook. \
            At the end Okta calls the telephony hook once: without --test-number nothing is sent.
            """)

    @Flag(help: "Print the plan and change nothing.")
    var dryRun = false

    @Flag(help: "Change without asking, as it does where nobody can answer.")
    var yes = false

    @Flag(help: "Deactivate another telephony hook that is active; Okta allows one.")
    var replace = false

    @Flag(help: "Write the hooks' secrets again, which Okta never shows.")
    var renewSecrets = false

    @Flag(help: "Do not have Okta call the telephony hook at the end.")
    var skipTest = false

    @Option(help: "A number that gets a message with a made-up code when the telephony hook is tried out.")
    var testNumber: String?

    @Option(help: "The name of the group of those who may call, and of its enrolment policy.")
    var group = "Voicegate IVR"

    @Option(help: "The client id with which Okta fetches the telephony hook's bearer tokens at HOOK_OAUTH_ISSUER.")
    var hookClientID: String?

    @Option(help: "The path of a file that holds that client's secret.")
    var hookClientSecretFile: String?

    @Option(help: "The id of a hook key of the organisation's, instead of that secret.")
    var hookKeyID: String?

    func validate() throws {
        guard !dryRun || !yes else { throw ValidationError("--dry-run and --yes do not go together") }
        if let fault = wishes.fault(secretFile: hookClientSecretFile, region: nil) { throw ValidationError(fault) }
    }

    func run() async throws {
        let settings = try Configuration.load(for: .nothing).settings
        let transport = AsyncHTTPTransport()
        let isFine: Bool
        do {
            isFine = try await run(settings, transport)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
        if !isFine { throw ExitCode.failure }
    }

    /// - Returns: Whether all that was asked is done.
    private func run(_ settings: Settings, _ transport: AsyncHTTPTransport) async throws -> Bool {
        let options = try options()
        if let fault = options.fault(secretFile: hookClientSecretFile, region: settings.call.defaultRegion) {
            throw ValidationError(fault)
        }
        let setup = try await Configuration.orExit { try OktaSetup(settings, options: options, transport: transport) }
        let plan: OktaSetupPlan
        do {
            plan = try await setup.plan()
        } catch {
            Terminal.complain("voicegate: \(error); nothing was changed")
            return false
        }
        for line in plan.lines.flatMap(\.lines) { Terminal.say(line) }
        Terminal.say(plan.summary)
        if dryRun { return true }
        guard plan.isEmpty || yes || Question.isAgreed("Make these changes?") else {
            Terminal.say("nothing was changed")
            return false
        }
        for line in plan.obstacles { print(line) }
        let (isComplete, hook) = await setup.apply(plan) { print($0) }
        var isFine = isComplete
        if !skipTest, let hook {
            let line = await setup.test(hook: hook)
            print(line)
            isFine = isFine && line.sign != .failed
        }
        if !isFine { Terminal.say("not everything is done; once that is mended, run this again") }
        if !plan.byHand.isEmpty { Terminal.say("left to do by hand:") }
        for task in plan.byHand { Terminal.say("  - \(task)") }
        return isFine
    }

    /// Prints what was done, and on standard error what could not be.
    private func print(_ line: SetupLine) {
        if let complaint = line.complaint { Terminal.complain("voicegate: \(complaint)") }
        if line.complaint == nil { for text in line.lines { Terminal.say(text) } }
    }

    private func options() throws -> OktaSetup.Options {
        var options = wishes
        if let path = hookClientSecretFile {
            guard let text = try? SettingsFiles.text(path) else {
                throw ValidationError("--hook-client-secret-file cannot be read; give the path of a small text file")
            }
            options.hookClientSecret = Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return options
    }

    private var wishes: OktaSetup.Options {
        var options = OktaSetup.Options()
        options.group = group
        options.replacesOtherHook = replace
        options.renewsSecrets = renewSecrets
        options.isReadOnly = dryRun
        options.testNumber = testNumber
        options.hookClientID = hookClientID
        options.hookKeyID = hookKeyID
        return options
    }
}

import App
import ArgumentParser
import CompanyNumbers
import Foundation

/// Works on company numbers.
struct NumbersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "numbers",
        abstract: "Plans, buys, repairs, lists and releases company numbers of employees.",
        discussion: """
            Okta's active users are compared with the numbers of the Twilio account. A number that is bought carries the \
            user's id in its friendly name: a run that ends anywhere and is run again buys nothing twice.
            """,
        subcommands: [
            NumbersPlanCommand.self, NumbersApplyCommand.self, NumbersListCommand.self, NumbersReleaseCommand.self,
        ])
}

/// What `plan` and `apply` are told.
struct PurchaseOptions: ParsableArguments {
    @Option(help: "The area code in which numbers are bought, three digits; USA and Canada only.")
    var areaCode: String?

    @Option(help: "The country in which numbers are bought, two letters. Default: DEFAULT_REGION.")
    var country: String?

    @Flag(help: "Buy only numbers that take texts, too.")
    var sms = false

    @Option(help: "Buy that many numbers at most, and say how many are left.")
    var maxPurchases: Int?

    @Flag(help: "Give back numbers of people who are not active any more.")
    var releaseInactive = false

    @Option(help: "The address (AD…) that some countries ask for.")
    var addressSID: String?

    @Option(help: "The regulatory bundle (BU…) that some countries ask for.")
    var bundleSID: String?

    func validate() throws {
        if let fault = options.fault { throw ValidationError(fault) }
    }

    var options: NumbersOptions {
        var options = NumbersOptions()
        options.country = country?.uppercased()
        options.areaCode = areaCode
        options.needsSMS = sms
        options.maximumPurchases = maxPurchases
        options.releasesInactive = releaseInactive
        options.addressSID = addressSID
        options.bundleSID = bundleSID
        return options
    }
}

/// What the commands have in common.
enum NumbersTerminal {
    /// Runs something at a desk, and turns failures into words and exit codes.
    static func atDesk(
        for purpose: NumbersDesk.Purpose, _ options: NumbersOptions = NumbersOptions(),
        _ body: (NumbersDesk) async throws -> Void
    ) async throws {
        let settings = try Configuration.load(for: .serve).settings
        if options.areaCode != nil,
            !NumbersOptions.withAreaCodes.contains(options.country ?? settings.call.defaultRegion)
        {
            throw ValidationError(
                "--area-code is for US and CA only; DEFAULT_REGION is \(settings.call.defaultRegion): add --country US")
        }
        try await Configuration.orExit {
            let desk = try await NumbersDesk.open(settings, for: purpose, options: options)
            do {
                try await body(desk)
            } catch let failure as NumbersFailure {
                await desk.close()
                Terminal.complain("voicegate: \(failure)")
                throw ExitCode.failure
            } catch {
                await desk.close()
                throw error
            }
            await desk.close()
        }
    }

    /// Stops a command that nobody can answer.
    static func requireAnswer(_ isYes: Bool, _ what: String) throws {
        guard isYes || isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("\(what) asks before it changes anything, and nobody can answer here: add --yes")
        }
    }

    /// Asks a question; only `yes` is a yes.
    static func asks(_ question: String) -> Bool {
        try? FileHandle.standardError.write(contentsOf: Data("\(question) Only \"yes\" is taken: ".utf8))
        return readLine()?.trimmingCharacters(in: .whitespaces).lowercased() == "yes"
    }

    static var deadline: ContinuousClock.Instant { .now + NumbersDesk.longestWork }
}

import App
import ArgumentParser
import CompanyNumbers
import PhoneNumbers

/// Gives numbers back.
struct NumbersReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Gives the numbers that are named back to Twilio, after asking.",
        discussion: """
            primaryPhone of whose it was is cleared first. The IVR's own number is never released. A number that was given \
            back is hard to get again.
            """)

    @Argument(help: "Numbers of the account, E.164 or as DEFAULT_REGION writes them.")
    var numbers: [String]

    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: "How to print the results: text or json.")
    var output: OutputForm = .text

    func validate() throws { try NumbersTerminal.requireAnswer(yes, "numbers release") }

    /// What became of one number.
    private struct Result: Encodable, Sendable {
        let number: String
        var isReleased: Bool
        var reason: String?
    }

    func run() async throws {
        let region = try Configuration.load(for: .serve).settings.call.defaultRegion
        let wanted = try numbers.map { text in
            guard let number = PhoneNumber(text, defaultRegion: region) else {
                throw ValidationError("\(text) is no telephone number; write it as +15551234567")
            }
            return number
        }
        try await NumbersTerminal.atDesk(for: .changing) { desk in
            let results = try await desk.alone(notice: { Terminal.complain("voicegate: \($0)") }) { [self] in
                await release(Array(Set(wanted)).sorted { $0.e164 < $1.e164 }, at: desk)
            }
            guard let results else {
                Terminal.complain("voicegate: nothing was changed")
                throw ExitCode.failure
            }
            if output == .json { Terminal.say(try JSONText.pretty(results)) }
            guard results.allSatisfy(\.isReleased) else { throw ExitCode.failure }
        }
    }

    /// - Returns: nil when the answer was no.
    private func release(_ wanted: [PhoneNumber], at desk: NumbersDesk) async -> [Result]? {
        var results: [Result] = []
        var found: [NumberRelease] = []
        let display = ProgressDisplay()
        let looked: [Swift.Result<NumberRelease, NumbersFailure>]
        do {
            looked = try await desk.work.findReleases(
                of: wanted, deadline: NumbersTerminal.deadline, watcher: display.watcher)
        } catch {
            looked = wanted.map { _ in .failure(error) }
        }
        display.end()
        for (number, result) in zip(wanted, looked) {
            switch result {
            case .success(let release):
                found.append(release)
                if output == .text { Terminal.say(release.line) } else if !yes { Terminal.complain(release.line) }
            case .failure(let failure):
                Terminal.complain("voicegate: \(failure)")
                results.append(Result(number: number.e164, isReleased: false, reason: failure.message))
            }
        }
        if !found.isEmpty, !yes, !NumbersTerminal.asks("Release \(found.count)?") { return nil }
        for release in found {
            do {
                try await desk.work.release(release, deadline: NumbersTerminal.deadline)
                results.append(Result(number: release.number.number, isReleased: true))
            } catch {
                Terminal.complain("voicegate: \(error)")
                results.append(Result(number: release.number.number, isReleased: false, reason: error.message))
            }
        }
        if output == .text { Terminal.say("\(results.count { $0.isReleased }) of \(wanted.count) released.") }
        return results
    }
}

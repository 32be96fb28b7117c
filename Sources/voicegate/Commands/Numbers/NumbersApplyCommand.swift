import App
import ArgumentParser
import CompanyNumbers

/// Does what a plan says.
struct NumbersApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Buys, repairs and assigns company numbers as plan says, after asking.",
        discussion: """
            One person's error does not stop the rest; exits 1 if anything failed. It can be ended at any moment and run \
            again: what was bought is found by its friendly name.
            """)

    @OptionGroup var purchases: PurchaseOptions

    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: "How to print plan and summary: text or json.")
    var output: OutputForm = .text

    func validate() throws { try NumbersTerminal.requireAnswer(yes, "numbers apply") }

    /// What came of it.
    private enum Ending: Sendable {
        case failed(NumbersFailure)
        case refused
        case applied(NumbersPlan, NumbersReport)
    }

    func run() async throws {
        try await NumbersTerminal.atDesk(for: .changing, purchases.options) { desk in
            let ending = try await desk.alone(notice: { Terminal.complain("voicegate: \($0)") }) { [self] in
                await work(at: desk)
            }
            switch ending {
            case .failed(let failure): throw failure
            case .refused:
                Terminal.complain("voicegate: nothing was changed")
                throw ExitCode.failure
            case .applied(let plan, let report):
                switch output {
                case .text: if !plan.isEmpty { for line in report.lines { Terminal.say(line) } }
                case .json: Terminal.say(try JSONText.pretty(Printed(plan: plan, report: report)))
                }
                guard report.isClean else { throw ExitCode.failure }
            }
        }
    }

    private func work(at desk: NumbersDesk) async -> Ending {
        let display = ProgressDisplay()
        let plan: NumbersPlan
        do {
            plan = try await desk.work.plan(deadline: NumbersTerminal.deadline, watcher: display.watcher)
        } catch {
            display.end()
            return .failed(error)
        }
        display.end()
        if output == .text { for line in plan.lines { Terminal.say(line) } }
        if !plan.isEmpty, !yes {
            if output == .json { for line in plan.lines { Terminal.complain(line) } }
            guard NumbersTerminal.asks("Do this?") else { return .refused }
        }
        let report = await desk.work.apply(plan, deadline: NumbersTerminal.deadline, watcher: display.watcher)
        display.end()
        for line in report.complaints { Terminal.complain("voicegate: \(line)") }
        return .applied(plan, report)
    }

    private struct Printed: Encodable {
        let plan: NumbersPlan
        let report: NumbersReport
    }
}

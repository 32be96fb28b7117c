import App
import ArgumentParser
import CompanyNumbers

/// Prints what `apply` would do.
struct NumbersPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Compares Okta's active users with Twilio's numbers and prints what apply would do.",
        discussion: "Changes nothing. + buys, ~ changes, - releases; ! is for people to look at.")

    @OptionGroup var purchases: PurchaseOptions

    @Option(help: "How to print the plan: text or json.")
    var output: OutputForm = .text

    func run() async throws {
        try await NumbersTerminal.atDesk(for: .reading, purchases.options) { desk in
            let display = ProgressDisplay()
            defer { display.end() }
            let plan = try await desk.work.plan(deadline: NumbersTerminal.deadline, watcher: display.watcher)
            display.end()
            switch output {
            case .text: for line in plan.lines { Terminal.say(line) }
            case .json: Terminal.say(try JSONText.pretty(plan))
            }
        }
    }
}

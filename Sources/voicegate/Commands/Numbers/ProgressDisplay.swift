import CompanyNumbers
import Foundation
import Synchronization

/// Shows how far the work on numbers is, on standard error: a bar on a terminal, plain lines elsewhere.
final class ProgressDisplay: Sendable {
    private struct State {
        var hasBar = false
    }

    private let state = Mutex(State())
    private let isInteractive: Bool
    private let write: @Sendable (String) -> Void

    init(
        isInteractive: Bool = Terminal.isInteractive,
        write: @escaping @Sendable (String) -> Void = { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) }
    ) {
        self.isInteractive = isInteractive
        self.write = write
    }

    /// What is told how far it is.
    var watcher: NumbersWatcher { { [self] in show($0) } }

    private func show(_ progress: NumbersProgress) {
        state.withLock { state in
            switch progress {
            case .numbers(let count):
                show(&state, bar: "reading Twilio's numbers: \(count)", line: "\(count) numbers read from Twilio")
            case .people(let count):
                show(&state, bar: "reading Okta's users: \(count)", line: "\(count) people read from Okta")
            case .again(let trouble): show(&state, bar: "asking again: \(trouble)", line: "asking again: \(trouble)")
            case .action(let done, let total, let text):
                show(&state, bar: "\(Self.bar(done, total)) \(done)/\(total) \(text)", line: "\(done)/\(total) \(text)")
                if done == total { end(&state) }
            }
        }
    }

    private func show(_ state: inout State, bar: String, line: String) {
        guard isInteractive else { return write("voicegate: \(line)\n") }
        state.hasBar = true
        write("\r\u{1B}[K\(bar.prefix(100))")
    }

    /// Clears the bar, so that what is printed next begins a line.
    func end() { state.withLock { end(&$0) } }

    private func end(_ state: inout State) {
        if state.hasBar { write("\r\u{1B}[K") }
        state.hasBar = false
    }

    private static func bar(_ done: Int, _ total: Int, width: Int = 24) -> String {
        let full = total > 0 ? done * width / total : width
        return "[" + String(repeating: "█", count: full) + String(repeating: "░", count: width - full) + "]"
    }
}

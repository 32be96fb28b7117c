import App
import ArgumentParser
import Foundation

/// Questions on the terminal.
enum Question {
    /// Asks for a yes on a terminal; where nobody can answer the command itself was the yes.
    static func isAgreed(_ question: String) -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { return true }
        Terminal.prompt("\(question) [y/N] ")
        return ["y", "yes"].contains((readLine() ?? "").trimmingCharacters(in: .whitespaces).lowercased())
    }
}

/// Answers from standard input.
struct TerminalInterviewee: Interviewee {
    /// Whether standard input is a terminal.
    var isPerson: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks on standard error, so that standard output holds nothing but results.
    func ask(_ question: String, isSecret: Bool) -> String? {
        if isPerson { Terminal.prompt(question + "\n> ") }
        guard isSecret, isPerson else { return readLine() }
        let answer = HiddenInput.line()
        Terminal.complain("")
        return answer
    }

    /// Tells something on standard error.
    func tell(_ line: String) { Terminal.complain(line) }
}

/// Lines that are not shown while they are typed.
enum HiddenInput {
    /// Reads a line from the terminal; nil at its end, and when it is interrupted.
    static func line() -> String? {
        var old = termios()
        guard tcgetattr(STDIN_FILENO, &old) == 0 else { return nil }
        var hidden = old
        hidden.c_lflag &= ~tcflag_t(ECHO)
        // An interruption would leave the terminal without echo: it comes as the end of a line instead.
        hidden.c_lflag &= ~tcflag_t(ISIG)
        withUnsafeMutableBytes(of: &hidden.c_cc) { $0[Int(VEOL)] = interrupt }
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else { return nil }
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &old) }
        guard let line = readLine() else { return nil }
        return line.utf8.contains(interrupt) ? nil : line
    }

    /// Control-C.
    private static let interrupt: UInt8 = 3
}

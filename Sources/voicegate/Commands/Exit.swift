import ArgumentParser
import Foundation

/// Exit codes beyond 0, 1 and 64 (sysexits.h).
extension ExitCode {
    /// A wrong or missing setting (`EX_CONFIG`).
    static let configuration = ExitCode(78)
}

/// Writes to the streams of the process.
enum Terminal {
    /// Writes a line to standard output; a reader that is gone stops nobody.
    static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Writes a line to standard error.
    static func complain(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Writes to standard error what somebody is to answer, without ending the line.
    static func prompt(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// Whether standard error is a terminal, where people read.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }
}

/// JSON for people and for `jq`.
enum JSONText {
    /// Writes a value with its keys in order.
    static func pretty(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

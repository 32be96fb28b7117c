/// Something wrong with the templates, and how to mend it.
public struct TemplateFault: Sendable, Hashable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The templates must not be used.
        case fault
        /// They work, but hardly as they are meant.
        case warning
    }

    /// The file, from the folder of templates: `en-US/menu.xml`.
    public let file: String
    /// The line of the file, from 1; nil when it is about the whole of it.
    public let line: Int?
    /// Whether it is a fault or a warning.
    public let severity: Severity
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let mend: String

    init(_ file: String, line: Int? = nil, _ message: String, mend: String, severity: Severity = .fault) {
        self.file = file
        self.line = line
        self.severity = severity
        self.message = message
        self.mend = mend
    }

    /// `file:line: message (mend)`.
    public var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message) (\(mend))"
    }
}

/// All that is wrong with the templates, at once.
public struct TemplateFaults: Error, Sendable, CustomStringConvertible {
    /// Faults and warnings by file and line; at least one is a fault.
    public let faults: [TemplateFault]

    /// One line a fault.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// Something in a document that Twilio would refuse, skip or understand otherwise than it is meant.
public struct TwiMLFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The document must not be sent.
        case fault
        /// It works, but hardly as it is meant.
        case warning
    }

    /// The line of the document, from 1.
    public let line: Int
    /// Whether it is a fault or a warning.
    public let severity: Severity
    /// What is wrong.
    public let message: String
    /// What to write instead.
    public let mend: String
    /// Where it is, in bytes from the beginning of the document.
    let offset: Int

    init(_ message: String, mend: String, severity: Severity = .fault, at offset: Int, in bytes: [UInt8]) {
        self.message = message
        self.mend = mend
        self.severity = severity
        self.offset = offset
        line = 1 + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") }
    }

    /// `line N: message (mend)`.
    public var description: String { "line \(line): \(message) (\(mend))" }
}

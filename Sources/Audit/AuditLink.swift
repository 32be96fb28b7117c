/// The end of a trail: what the next record is linked to, and what to note elsewhere.
public struct AuditLink: Sendable, Hashable, CustomStringConvertible {
    /// The number of the last record.
    public let sequence: Int
    /// Its hash, SHA-256 in 64 lower-case hexadecimal digits.
    public let hash: String

    /// Names the end of a trail.
    public init(sequence: Int, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    /// Reads `NUMBER:HASH`, as it was noted; nil when it is something else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = Int(parts[0]), sequence > 0, parts[1].utf8.count == 64,
            parts[1].allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { return nil }
        self.init(sequence: sequence, hash: parts[1].lowercased())
    }

    /// The link as `NUMBER:HASH`.
    public var description: String { "\(sequence):\(hash)" }
}

import Crypto

/// Stands for a person or a number where neither may be stored.
///
/// The same value gives the same pseudonym under one key, so that events of one person can be told together. Without
/// the key it cannot be found by trying all numbers, as it could from a plain hash.
public struct Pseudonym: Hashable, Sendable, CustomStringConvertible {
    /// 24 hexadecimal digits: the first 96 bits of HMAC-SHA256, enough to tell billions apart.
    public let text: String

    /// What a value is, so that equal texts of different kinds give different pseudonyms.
    public enum Subject: String, Sendable {
        /// A phone number in E.164.
        case number
        /// An Okta user id.
        case user
    }

    /// Makes the pseudonym of a value.
    public init(of value: String, as subject: Subject, key: PseudonymKey) {
        var code = HMAC<SHA256>(key: key.key)
        code.update(data: Array("voicegate-pseudonym-1:\(subject.rawValue):\(value)".utf8))
        text = Hexadecimal.text(code.finalize().prefix(12))
    }

    /// The pseudonym's text.
    public var description: String { text }
}

/// The key of pseudonyms: 32 secret bytes.
public struct PseudonymKey: Sendable {
    fileprivate let key: SymmetricKey

    /// Takes a key; nil when it has not 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }
}

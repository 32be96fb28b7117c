import Crypto
import Foundation

/// Stands for what rows are found by and must not be read, such as telephone numbers.
///
/// The same value gives the same text under one data key. Keyed, since all numbers there are can be tried on a plain
/// hash.
struct Pseudonyms: Sendable {
    /// Holds the key's half of the work, which is most of it.
    private let keyed: HMAC<SHA256>

    init(key: DataKey) {
        keyed = HMAC(
            key: HKDF<SHA256>.deriveKey(
                inputKeyMaterial: key.key, info: Data("voicegate pseudonyms".utf8), outputByteCount: 32))
    }

    /// Makes a pseudonym.
    ///
    /// - Parameters:
    ///   - value: What must not be stored.
    ///   - scope: What it is used for; pseudonyms of two scopes cannot be compared.
    /// - Returns: The first 128 bits of HMAC-SHA256, in base64.
    func pseudonym(of value: String, scope: String = "number") -> String {
        // The length keeps a scope's end and a value's beginning apart, whatever is in them.
        let text = Data("\(scope.utf8.count) \(scope)\n\(value)".utf8)
        var code = keyed
        code.update(data: text)
        return Data(code.finalize().prefix(16)).base64EncodedString()
    }
}

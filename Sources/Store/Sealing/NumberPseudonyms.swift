import Crypto
import Foundation

/// Stands for telephone numbers that rows are found by: the same number gives the same text under one data key.
///
/// Keyed, since all numbers there are can be tried on a plain hash.
struct NumberPseudonyms: Sendable {
    private let key: SymmetricKey

    init(key: DataKey) {
        self.key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key.key, info: Data("voicegate number pseudonyms".utf8), outputByteCount: 32)
    }

    /// The first 128 bits of HMAC-SHA256, in base64.
    func pseudonym(of number: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(number.utf8), using: key)
        return Data(code.prefix(16)).base64EncodedString()
    }
}

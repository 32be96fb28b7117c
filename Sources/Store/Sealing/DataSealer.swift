import Crypto
public import Foundation

/// Encrypts what is kept, so that it is read and changed only with the data key.
///
/// AES-256-GCM with a random nonce. Each scope has a key of its own, derived with HKDF-SHA256: the number of messages
/// under one key stays far from the 2³² that NIST SP 800-38D section 8.3 allows, however many calls come.
public struct DataSealer: Sendable {
    private let key: DataKey

    /// - Parameter key: Seals and opens.
    public init(key: DataKey) {
        self.key = key
    }

    /// Encrypts bytes.
    ///
    /// - Parameters:
    ///   - plain: What to hide.
    ///   - scope: What it belongs to, such as a call. It opens in no other scope.
    ///   - label: Which part of that, and which version. It opens under no other label.
    /// - Returns: A format byte, the nonce, the ciphertext and the tag.
    /// - Throws: ``StoreError``.
    public func seal(_ plain: Data, scope: String, label: String) throws(StoreError) -> Data {
        do {
            let box = try AES.GCM.seal(plain, using: subkey(scope), authenticating: associated(scope, label))
            guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
            return Data([Self.format]) + combined
        } catch {
            throw StoreError(.unavailable, "data could not be sealed", cause: error)
        }
    }

    /// Decrypts what ``seal(_:scope:label:)`` made.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/corrupt`` for bytes that were changed, or belong elsewhere.
    public func open(_ sealed: Data, scope: String, label: String) throws(StoreError) -> Data {
        do {
            guard sealed.first == Self.format else { throw CryptoKitError.incorrectParameterSize }
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst())
            return try AES.GCM.open(box, using: subkey(scope), authenticating: associated(scope, label))
        } catch {
            throw StoreError(
                .corrupt, "stored data was changed outside the program, or moved from another place; restore a backup",
                cause: error)
        }
    }

    private static let format: UInt8 = 1

    private func subkey(_ scope: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key.key, info: Data("voicegate store \(scope)".utf8), outputByteCount: 32)
    }

    private func associated(_ scope: String, _ label: String) -> Data { Data("\(scope)\n\(label)".utf8) }
}

import Crypto
public import Foundation

/// Encrypts what is kept, so that it is read and changed only with the data key.
///
/// AES-256-GCM with a random nonce. What is sealed is spread by its scope over ``DerivedKeys/count`` keys, derived with
/// HKDF-SHA256: the number of messages under one key stays far from the 2³² that NIST SP 800-38D section 8.3 allows, and
/// each key is derived once.
public struct DataSealer: Sendable {
    private let keys: DerivedKeys

    /// - Parameter key: Seals and opens.
    public init(key: DataKey) {
        keys = DerivedKeys(of: key)
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
            let box = try AES.GCM.seal(
                plain, using: keys.shared(by: scope), authenticating: Self.associated(scope, label))
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
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst())
            switch sealed.first {
            case Self.format:
                return try AES.GCM.open(
                    box, using: keys.shared(by: scope), authenticating: Self.associated(scope, label))
            case Self.formerFormat:
                return try AES.GCM.open(
                    box, using: keys.own(of: scope), authenticating: Data("\(scope)\n\(label)".utf8))
            default: throw CryptoKitError.incorrectParameterSize
            }
        } catch {
            throw StoreError(
                .corrupt, "stored data was changed outside the program, or moved from another place; restore a backup",
                cause: error)
        }
    }

    private static let format: UInt8 = 2
    /// Had a key for each scope.
    private static let formerFormat: UInt8 = 1

    /// The length keeps a scope's end and a label's beginning apart, whatever is in them.
    private static func associated(_ scope: String, _ label: String) -> Data {
        Data("\(scope.utf8.count) \(scope)\n\(label)".utf8)
    }
}

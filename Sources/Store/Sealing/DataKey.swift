import Crypto
import Foundation

/// The key that data is sealed with at rest, 32 bytes.
///
/// It is the setting `DATA_KEY`, or kept beside a SQLite database. Its description does not show it.
public struct DataKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let key: SymmetricKey

    /// Reads a key as it is configured.
    ///
    /// - Parameter base64: 32 bytes in base64; white space around them is passed over.
    /// - Throws: ``StoreError`` with ``StoreError/Code/wrongKey``.
    public init(base64: String) throws(StoreError) {
        let text = base64.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Data(base64Encoded: text) else {
            throw StoreError(.wrongKey, "the data key is not base64; make one with: openssl rand -base64 32")
        }
        guard bytes.count == 32 else {
            throw StoreError(
                .wrongKey, "the data key has \(bytes.count) bytes, not 32; make one with: openssl rand -base64 32")
        }
        key = SymmetricKey(data: bytes)
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    /// Makes a new key from the system's randomness.
    public static func random() -> DataKey { DataKey(key: SymmetricKey(size: .bits256)) }

    /// The form in which a key is configured.
    public var base64: String { key.withUnsafeBytes { Data($0) }.base64EncodedString() }

    /// Shows nothing of the key.
    public var description: String { "DataKey(••••)" }
    /// Shows nothing of the key.
    public var debugDescription: String { description }
    /// Shows nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

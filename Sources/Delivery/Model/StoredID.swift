import Crypto
import Foundation

/// Others' ids as they can be kept.
public enum StoredID {
    /// An id as it is; one that is too long, or of other than plain ASCII, as its hash: it is the same id whenever it
    /// comes.
    ///
    /// Databases refuse or cut some bytes, and compare all; Swift takes texts for equal whose bytes are not, such as `é`
    /// composed and decomposed.
    public static func bounded(_ id: String) -> String {
        if id.utf8.count <= 200, id.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return id }
        return hash(of: Array(id.utf8))
    }

    /// An id for what comes without one: the hash of its bytes.
    static func hash(of bytes: [UInt8]) -> String {
        "sha256-" + Data(SHA256.hash(data: bytes)).base64EncodedString()
    }
}

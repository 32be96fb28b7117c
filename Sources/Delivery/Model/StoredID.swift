import Crypto
import Foundation

/// Others' ids as they can be kept.
public enum StoredID {
    /// An id as it is; one that is too long, or that has bytes which a database refuses or cuts, as its hash: it is the
    /// same id whenever it comes.
    public static func bounded(_ id: String) -> String {
        if id.utf8.count <= 200, id.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return id }
        return "sha256-" + Data(SHA256.hash(data: Data(id.utf8))).base64EncodedString()
    }
}

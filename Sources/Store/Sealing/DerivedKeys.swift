import Crypto
import Foundation
import Synchronization

/// Keys derived from the data key, each when it is first needed.
final class DerivedKeys: Sendable {
    /// How many keys scopes share; part of the format of what is sealed.
    static let count = 1024

    /// What all are expanded from (RFC 5869, 2.2), extracted once.
    private let root: HashedAuthenticationCode<SHA256>
    private let shared = Mutex([SymmetricKey?](repeating: nil, count: count))

    init(of key: DataKey) {
        root = HKDF<SHA256>.extract(inputKeyMaterial: key.key, salt: [UInt8]())
    }

    /// The key that a scope shares with others.
    func shared(by scope: String) -> SymmetricKey {
        let shard = Self.shard(of: scope)
        return shared.withLock { keys in
            if let key = keys[shard] { return key }
            let key = derived("shard \(shard)")
            keys[shard] = key
            return key
        }
    }

    /// A scope's own key; derived anew every time.
    func own(of scope: String) -> SymmetricKey { derived(scope) }

    private func derived(_ name: String) -> SymmetricKey {
        HKDF<SHA256>.expand(pseudoRandomKey: root, info: Data("voicegate store \(name)".utf8), outputByteCount: 32)
    }

    /// FNV-1a: the same in every process, and part of the format of what is sealed.
    private static func shard(of scope: String) -> Int {
        let hash = scope.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Int((hash ^ hash >> 32) % UInt64(count))
    }
}

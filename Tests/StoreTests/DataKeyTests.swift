import Crypto
import Foundation
import Testing

@testable import Store

@Suite("The data key")
struct DataKeyTests {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test("32 bytes in base64 are a key")
    func base64() throws {
        let key = DataKey.random()
        #expect(try DataKey(base64: key.base64 + "\n").base64 == key.base64)
        #expect(Data(base64Encoded: key.base64)?.count == 32)
    }

    @Test(
        "Everything else is refused with a mend",
        arguments: [
            "", "abc", "not base64 at all!", Data(count: 31).base64EncodedString(),
            Data(count: 33).base64EncodedString(),
        ])
    func refused(_ text: String) {
        let error = #expect(throws: StoreError.self) { try DataKey(base64: text) }
        #expect(error?.code == .wrongKey)
        #expect(error?.message.contains("openssl rand") == true)
    }

    @Test("A key shows itself to nobody")
    func hidden() {
        let key = DataKey.random()
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains(key.base64.prefix(8))) }
    }

    @Test("The first start makes a key that only its owner can read, and later ones read it")
    func file() throws {
        let key = try DataKey.keptBeside(databaseAt: place.path)
        #expect(try DataKey.keptBeside(databaseAt: place.path).base64 == key.base64)
        let path = DataKey.path(besideDatabaseAt: place.path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder) == ["calls.db.key"])
    }

    @Test("Twenty that start at once agree on one key")
    func race() async throws {
        let path = place.path
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try DataKey.keptBeside(databaseAt: path).base64 } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder) == ["calls.db.key"])
    }

    @Test("No new key is made for a database that has lost its own")
    func lost() async throws {
        await (try await place.open()).close()
        let error = #expect(throws: StoreError.self) { try DataKey.keptBeside(databaseAt: place.path) }
        #expect(error?.code == .wrongKey)
        #expect(error?.message.contains("calls.db.key") == true)
        #expect(!FileManager.default.fileExists(atPath: DataKey.path(besideDatabaseAt: place.path)))
    }

    @Test("A file that holds no key is named")
    func garbage() throws {
        try Data("garbage".utf8).write(to: URL(fileURLWithPath: place.path + ".key"))
        let error = #expect(throws: StoreError.self) { try DataKey.keptBeside(databaseAt: place.path) }
        #expect(error?.code == .wrongKey)
        #expect(error?.message.contains(place.path) == true)
        #expect(error?.message.contains("garbage") == false)
    }

    @Test("A folder that cannot be written is named")
    func unwritable() {
        let error = #expect(throws: StoreError.self) {
            try DataKey.keptBeside(databaseAt: place.folder + "/missing/calls.db")
        }
        #expect(error?.code == .unavailable)
    }
}

@Suite("Sealed data")
struct DataSealerTests {
    private let sealer = DataSealer(key: .random())
    private let plain = Data("<Response/>".utf8)

    @Test("What is sealed opens in its place")
    func roundTrip() throws {
        for plain in [plain, Data(), Data(count: 70_000)] {
            let sealed = try sealer.seal(plain, scope: "call CA1", label: "answer 3")
            #expect(try sealer.open(sealed, scope: "call CA1", label: "answer 3") == plain)
        }
    }

    @Test("The same data is sealed differently each time")
    func nonce() throws {
        #expect(try sealer.seal(plain, scope: "s", label: "l") != sealer.seal(plain, scope: "s", label: "l"))
    }

    @Test("It opens in no other place", arguments: [("call CA2", "answer 3"), ("call CA1", "answer 4"), ("", "")])
    func elsewhere(_ scope: String, _ label: String) throws {
        let sealed = try sealer.seal(plain, scope: "call CA1", label: "answer 3")
        let error = #expect(throws: StoreError.self) { try sealer.open(sealed, scope: scope, label: label) }
        #expect(error?.code == .corrupt)
    }

    @Test("A single changed bit anywhere is noticed")
    func changed() throws {
        let sealed = try sealer.seal(plain, scope: "s", label: "l")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: StoreError.self) { try sealer.open(changed, scope: "s", label: "l") }
        }
    }

    @Test("Another key opens nothing")
    func otherKey() throws {
        let sealed = try sealer.seal(plain, scope: "s", label: "l")
        #expect(throws: StoreError.self) { try DataSealer(key: .random()).open(sealed, scope: "s", label: "l") }
    }

    @Test func `What was sealed in the former format, with a key of its own, opens`() throws {
        let key = DataKey.random()
        let own = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key.key, info: Data("voicegate store call CA1".utf8), outputByteCount: 32)
        let box = try AES.GCM.seal(plain, using: own, authenticating: Data("call CA1\nstate 1".utf8))
        let former = Data([1]) + (try #require(box.combined))
        #expect(try DataSealer(key: key).open(former, scope: "call CA1", label: "state 1") == plain)
        #expect(throws: StoreError.self) { try DataSealer(key: key).open(former, scope: "call CA2", label: "state 1") }
    }

    @Test func `Scopes are spread over the keys, and each always finds its own`() throws {
        let key = DataKey.random()
        let scopes = (0..<10_000).map { "call CA\($0)" }
        let keys = DerivedKeys(of: key)
        let used = Set(scopes.map { scope in keys.shared(by: scope).withUnsafeBytes { Data($0) } })
        #expect(used.count > DerivedKeys.count * 9 / 10)
        // What was sealed before the root was kept is opened: both ways are RFC 5869's.
        #expect(
            keys.own(of: "event 7")
                == HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: key.key, info: Data("voicegate store event 7".utf8), outputByteCount: 32))
        #expect(keys.shared(by: "call CA7") == DerivedKeys(of: key).shared(by: "call CA7"))
    }

    @Test func `Where a scope ends and a label begins cannot be moved`() throws {
        let sealed = try sealer.seal(plain, scope: "a\nb", label: "c")
        #expect(throws: StoreError.self) { try sealer.open(sealed, scope: "a", label: "b\nc") }
    }
}

import CallFlow
import Foundation
import Testing

@testable import Store

/// What the contracts hold for.
typealias Storage = CallStore & WatchLeases & FailureLedger & KeyVault & AuditStore & Sweeper & HealthProbe

/// The stores that the contracts hold for.
enum Backend: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory
    case sqliteFile = "SQLite file"
    case postgres = "PostgreSQL"

    var testDescription: String { rawValue }

    func open(_ place: Place) async throws -> any Storage {
        switch self {
        case .memory: MemoryStore()
        case .sqliteFile: try await place.open()
        case .postgres: try await PostgresPlace.schema(key: place.key).open()
        }
    }
}

/// A folder that goes when its test is over.
final class Place: Sendable {
    let folder: String
    let key: DataKey

    init(key: DataKey = .random()) throws {
        folder = NSTemporaryDirectory() + "/store-tests-" + UUID().uuidString
        self.key = key
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    var path: String { folder + "/calls.db" }

    func open(patience: Duration = .seconds(2), isReadOnly: Bool = false) async throws(StoreError) -> SQLStore {
        try await SQLStore.openSQLite(
            at: path, key: key, options: SQLiteOptions(patience: patience, isReadOnly: isReadOnly))
    }

    /// Copies the database as a machine that stops in this moment would leave it.
    func snapshot() throws -> Place {
        let copy = try Place(key: key)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy.path + suffix)
        }
        return copy
    }
}

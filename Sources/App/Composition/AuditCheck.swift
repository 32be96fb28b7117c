import Foundation
import Observability
import Store

/// Walks the audit trail of a database.
public enum AuditCheck {
    /// What the walk found.
    public struct Finding: Sendable, Equatable, Encodable {
        /// Whether every record from the beginning, or from the noted one, follows from the one before.
        public let isWhole: Bool
        /// How many records were looked at before the end or the break.
        public let records: Int
        /// The number of the last good record; 0 when there is none.
        public let lastSequence: Int
        /// Its hash, to be noted elsewhere; nil when there is none.
        public let lastHash: String?
        /// Where and how the trail is broken; nil when it is whole.
        public let fault: String?

        /// One line for the terminal.
        public var line: String {
            guard let fault else {
                let end = lastHash.map { "; the last is \(lastSequence):\($0)" } ?? ""
                return "the audit trail is whole: \(records) records\(end)"
            }
            return "the audit trail is broken: \(fault)"
        }
    }

    /// A record's number and hash that were noted at an earlier walk, written `NUMBER:HASH`.
    public struct Noted: Sendable, Equatable {
        /// The number of the record.
        public let sequence: Int
        /// Its hash, 64 hexadecimal digits.
        public let hash: String

        /// Reads `NUMBER:HASH`; nil when it is something else.
        public init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let sequence = Int(parts[0]), sequence > 0,
                let hash = AuditHash(hex: parts[1].lowercased())
            else { return nil }
            self.sequence = sequence
            self.hash = hash.hex
        }
    }

    /// Walks the trail in pages, so that its length does not matter.
    ///
    /// - Parameters:
    ///   - settings: Where the database is; it must exist.
    ///   - noted: An earlier end of the trail, which must still be in it: without it nobody can tell that the last
    ///     records were cut off.
    ///   - progress: Is told how many records were walked, once a page.
    /// - Returns: What was found.
    /// - Throws: ``StartFault`` when the database cannot be opened or read.
    public static func run(
        _ settings: StorageSettings, noted: Noted? = nil, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StartFault) -> Finding {
        if case .sqlite(let path) = settings.database, !FileManager.default.fileExists(atPath: path) {
            throw StartFault(["DATABASE_URL: there is no database at \(path); name the one that serve uses"])
        }
        let store = try await VoicegateService.openStore(settings)
        let finding: Result<Finding, any Error>
        do {
            finding = .success(try await walk(store, noted: noted, progress: progress))
        } catch {
            finding = .failure(error)
        }
        await store.close()
        switch finding {
        case .success(let finding): return finding
        case .failure(let error):
            let words = (error as? StoreError)?.message ?? "\(error)"
            throw StartFault(["DATABASE_URL: the audit trail cannot be read: \(words)"])
        }
    }

    static func walk(
        _ store: any AuditStore, noted: Noted?, progress: @Sendable (Int) -> Void
    ) async throws -> Finding {
        var walk = Walk(noted: noted)
        while true {
            let page = try await store.records(after: walk.lastSequence, limit: pageSize)
            for record in page where !walk.take(record) { return walk.finding }
            progress(walk.count)
            if page.count < pageSize { return walk.end() }
        }
    }

    private static let pageSize = 1000
}

/// The walk so far.
private struct Walk {
    private(set) var count = 0
    private(set) var lastSequence = 0
    private var lastHash: String?
    private var fault: String?
    private var isNotedMissing: Bool
    private let noted: AuditCheck.Noted?
    private var verifier = AuditVerifier()

    init(noted: AuditCheck.Noted?) {
        self.noted = noted
        isNotedMissing = noted != nil
    }

    /// Takes the next record; false once the trail is broken.
    mutating func take(_ record: Store.AuditRecord) -> Bool {
        let chained = AuditHashing.stored(record)
        guard let chained, verifier.check(chained) else {
            fault =
                if chained != nil, case .broken(_, let reason) = verifier.verdict {
                    "record \(record.sequence): \(reason)"
                } else {
                    "record \(record.sequence): its hash is none"
                }
            return false
        }
        if record.sequence == noted?.sequence {
            guard record.hash == noted?.hash else {
                fault = "record \(record.sequence) has another hash than the one noted: the trail was made anew"
                return false
            }
            isNotedMissing = false
        }
        count += 1
        lastSequence = record.sequence
        lastHash = record.hash
        return true
    }

    /// The verdict at the end of the trail.
    mutating func end() -> AuditCheck.Finding {
        if isNotedMissing, let noted {
            fault = "record \(noted.sequence), which was noted, is not there any more: the end was cut off"
        }
        return finding
    }

    var finding: AuditCheck.Finding {
        AuditCheck.Finding(
            isWhole: fault == nil, records: count, lastSequence: lastSequence, lastHash: lastHash, fault: fault)
    }
}

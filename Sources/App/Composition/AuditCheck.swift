public import Audit
import Foundation
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
        _ settings: StorageSettings, noted: AuditLink? = nil, progress: @Sendable (Int) -> Void = { _ in }
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
        _ store: any AuditStore, noted: AuditLink?, progress: @Sendable (Int) -> Void
    ) async throws -> Finding {
        var walk = Walk(noted: noted)
        while true {
            let page = try await store.records(after: walk.end?.sequence ?? 0, limit: pageSize)
            for record in page where !walk.take(record) { return walk.finding }
            progress(walk.count)
            if page.count < pageSize { return walk.close() }
        }
    }

    private static let pageSize = 1000
}

/// The walk so far.
private struct Walk {
    private(set) var count = 0
    private(set) var end: AuditLink?
    private var fault: String?
    private var isNotedMissing: Bool
    private let noted: AuditLink?
    private var verifier = AuditVerifier()

    init(noted: AuditLink?) {
        self.noted = noted
        isNotedMissing = noted != nil
    }

    /// Takes the next record; false once the trail is broken.
    mutating func take(_ record: AuditRecord) -> Bool {
        guard verifier.check(record) else {
            if case .broken(let sequence, let reason) = verifier.verdict { fault = "record \(sequence): \(reason)" }
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
        end = record.link
        return true
    }

    /// The verdict at the end of the trail.
    mutating func close() -> AuditCheck.Finding {
        if isNotedMissing, let noted {
            fault = "record \(noted.sequence), which was noted, is not there any more: the end was cut off"
        }
        return finding
    }

    var finding: AuditCheck.Finding {
        AuditCheck.Finding(
            isWhole: fault == nil, records: count, lastSequence: end?.sequence ?? 0, lastHash: end?.hash, fault: fault)
    }
}

import Foundation
import Store

extension VoicegateCheck {
    /// Opens the database and writes to it; one that is not there is not made.
    static func database(_ found: SettingsInspection) async -> CheckResult {
        func result(_ status: CheckResult.Status, _ message: String) -> CheckResult {
            CheckResult(status: status, name: "database", message: message)
        }
        let settings = found.settings.storage
        if let fault = found.faults.first(where: { $0.isAbout("DATABASE_URL") || $0.isAbout("DATA_KEY") }) {
            // The default that stands in for it is nobody's wish.
            return result(.warn, "not looked at; mend \(fault.setting) first")
        }
        do {
            if case .sqlite(let path) = settings.database, !SQLitePlace(path).exists {
                try await tryAnew(settings, at: SQLitePlace(path))
                return result(.ok, "SQLite, will be made at \(path); a trial beside it could be written")
            }
            try await tryOut(settings)
            let kind = if case .postgres = settings.database { "PostgreSQL" } else { "SQLite" }
            return result(.ok, "\(kind), opened and writable")
        } catch {
            return result(.fail, error.description)
        }
    }

    private static func tryOut(_ settings: StorageSettings) async throws(StartFault) {
        let store = try await VoicegateService.openStore(settings)
        let writability = await store.isWritable()
        await store.close()
        if case .refused(let error) = writability { throw StartFault([error.message]) }
    }

    /// Makes a database in a folder of its own beside where it will be, so that a service that starts meanwhile keeps
    /// what it makes.
    private static func tryAnew(_ settings: StorageSettings, at place: SQLitePlace) async throws(StartFault) {
        if let fault = place.fault { throw StartFault(["DATABASE_URL: \(fault)"]) }
        let trial = "\(place.folder)/.voicegate-check-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(atPath: trial, withIntermediateDirectories: false)
        } catch {
            throw StartFault([
                "DATABASE_URL: nothing can be written in \(place.folder); let the service's user write there"
            ])
        }
        defer { try? FileManager.default.removeItem(atPath: trial) }
        try await tryOut(StorageSettings(database: .sqlite(path: trial + "/trial.db"), dataKey: settings.dataKey))
    }
}

extension SettingNotice {
    /// Whether a setting, or the file that holds it, is what this is about.
    fileprivate func isAbout(_ name: String) -> Bool {
        let subject = setting.prefix { $0 != " " }
        return subject == name || subject == name + "_FILE"
    }
}

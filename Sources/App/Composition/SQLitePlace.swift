import Foundation
import Store

/// The place of an SQLite file, before it is opened.
struct SQLitePlace {
    let path: String

    init(_ path: String) { self.path = path }

    /// The folder that the file is in.
    var folder: String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    /// Whether there is anything by that name.
    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Why no file of SQLite's can be here, with the mend; nil when one can.
    var fault: String? {
        if Self.isFolder(path) {
            let name = path.hasSuffix("/") ? path + "voicegate.db" : path + "/voicegate.db"
            return "\(path) is a folder; name a file in it: sqlite:\(name)"
        }
        guard !Self.isFolder(folder) else { return nil }
        return FileManager.default.fileExists(atPath: folder)
            ? "\(folder) is no folder; name a file in one"
            : "there is no folder \(folder); make it, or name another one"
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}

extension VoicegateService {
    /// What keeps the database from its work.
    ///
    /// SQLite goes on with a file that was deleted under it: what is written is then gone with the process.
    static func databaseProblem(
        _ settings: StorageSettings, _ probe: any HealthProbe
    ) -> @Sendable () async -> String? {
        var place: SQLitePlace?
        if case .sqlite(let path) = settings.database { place = SQLitePlace(path) }
        return { [place] in
            if let place, !place.exists { return "the database's file is gone; put it back, then start again" }
            return await probe.isWritable().reason
        }
    }
}

import Foundation
import Store
import Testing

@testable import App

@Suite("check, of the database")
struct DatabaseCheckTests {
    /// Runs a test in a folder that is thrown away.
    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "voicegate-check-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    private func check(_ url: String) async -> CheckResult {
        await VoicegateCheck.database(SettingsFixture.inspect(["DATABASE_URL": url]))
    }

    private func entries(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test("Where no database is, none is made, and no key")
    func new() async throws {
        try await inFolder { folder in
            let result = await check("sqlite:\(folder)/new.db")
            #expect(result.status == .ok, "\(result.line)")
            #expect(result.message.contains("will be made at \(folder)/new.db"))
            let left = try entries(folder)
            #expect(left.isEmpty)
        }
    }

    @Test("A database that is there is opened and stays")
    func old() async throws {
        try await inFolder { folder in
            let settings = StorageSettings(database: .sqlite(path: "\(folder)/old.db"), dataKey: nil)
            let store = try await VoicegateService.openStore(settings)
            await store.close()
            let before = try entries(folder)
            #expect(await check("sqlite:\(folder)/old.db").line == "ok    database: SQLite, opened and writable")
            let after = try entries(folder)
            #expect(after == before)
            // Another key: the words are those for people.
            try Data((Data(repeating: 7, count: 32).base64EncodedString() + "\n").utf8)
                .write(to: URL(filePath: "\(folder)/old.db.key"))
            let line = await check("sqlite:\(folder)/old.db").line
            #expect(
                line.hasPrefix("fail  database: DATABASE_URL: \(folder)/old.db: the database was written with another"))
            #expect(!line.contains("wrongKey"))
        }
    }

    @Test("A folder is no database, and one that is not there is named")
    func folders() async throws {
        try await inFolder { folder in
            #expect(
                await check("sqlite:\(folder)").line
                    == "fail  database: DATABASE_URL: \(folder) is a folder; name a file in it: sqlite:\(folder)/voicegate.db"
            )
            #expect(
                await check("sqlite:\(folder)/none/x.db").line
                    == "fail  database: DATABASE_URL: there is no folder \(folder)/none; make it, or name another one")
        }
    }

    @Test(
        "A malformed DATABASE_URL is not looked for at the default", arguments: ["DATABASE_URL", "DATABASE_URL_FILE"])
    func malformed(_ name: String) async throws {
        let result = await VoicegateCheck.database(SettingsFixture.inspect([name: "mysql://x"]))
        #expect(result.status == .warn && result.message == "not looked at; mend \(name) first")
    }

    @Test("A file that was deleted under the service is found out")
    func deleted() async throws {
        try await inFolder { folder in
            let settings = StorageSettings(database: .sqlite(path: "\(folder)/x.db"), dataKey: nil)
            let store = try await VoicegateService.openStore(settings)
            let problem = VoicegateService.databaseProblem(settings, store)
            #expect(await problem() == nil)
            try FileManager.default.removeItem(atPath: "\(folder)/x.db")
            #expect(await problem()?.contains("the database's file is gone") == true)
            await store.close()
        }
    }
}

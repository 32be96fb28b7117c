import Testing

@testable import Store

@Suite("DATABASE_URL")
struct StoreLocationTests {
    @Test(
        "A SQLite file",
        arguments: [
            ("sqlite:voicegate.db", "voicegate.db"),
            ("sqlite:/var/lib/voicegate/calls.db", "/var/lib/voicegate/calls.db"),
            ("sqlite:./data/a b.db", "./data/a b.db"), ("SQLite:x", "x"), (" sqlite:x.db\n", "x.db"),
        ])
    func sqlite(_ text: String, _ path: String) throws {
        #expect(try StoreLocation(text) == .sqlite(path: path))
    }

    @Test("A PostgreSQL database with everything")
    func postgres() throws {
        let url = "postgres://ann:p%40ss@db.example.com:6432/voicegate?sslmode=verify-full&application_name=x"
        guard case .postgres(let location) = try StoreLocation(url) else {
            Issue.record("not PostgreSQL")
            return
        }
        #expect(location.url == url)
        #expect(location.host == "db.example.com")
        #expect(location.port == 6432)
        #expect(location.user == "ann")
        #expect(location.database == "voicegate")
        #expect(location.sslMode == .verifyFull)
    }

    @Test(
        "A PostgreSQL database with what is left out",
        arguments: [
            ("postgres://db/name", "db", nil), ("postgresql://db:5432/name", "db", nil),
            ("postgres://ann@[::1]/name", "::1", "ann"),
            ("postgres:///name?host=/var/run/postgresql", "/var/run/postgresql", nil),
        ] as [(String, String, String?)])
    func shortPostgres(_ text: String, _ host: String, _ user: String?) throws {
        guard case .postgres(let location) = try StoreLocation(text) else {
            Issue.record("not PostgreSQL")
            return
        }
        #expect(location.host == host)
        #expect(location.port == 5432)
        #expect(location.user == user)
        #expect(location.database == "name")
        #expect(location.sslMode == nil)
    }

    @Test(
        "Wrong forms are refused with a mend, and never repeated",
        arguments: [
            ("", "is no URL"), ("voicegate.db", "is no URL"), ("mysql://h/n", "no database that we know"),
            ("sqlite:", "names no file"), ("sqlite::memory:", "survives no restart"), ("sqlite://x.db", "two slashes"),
            ("sqlite:///x.db", "two slashes"), ("sqlite:~/x.db", "only a shell"), ("sqlite:data/", "names a folder"),
            ("sqlite:x.db?mode=ro", "no options"), ("sqlite:x%20y.db", "plain path"),
            ("postgres://", "names no host"), ("postgres://db", "names no database"),
            ("postgres://db/", "names no database"),
            ("postgres://db/a/b", "names no database"), ("postgres://db:0/n", "port"),
            ("postgres://db:70000/n", "port"),
            ("postgres://db/n?sslmode=on", "unknown sslmode"), ("postgres://ann:p#ss@db/n", "#"),
            ("postgres://ann:hunter2 x@db/n", "%40"),
        ])
    func refused(_ text: String, _ complaint: String) {
        let error = #expect(throws: StoreLocationError.self) { try StoreLocation(text) }
        #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test("The password is shown to nobody")
    func hidden() throws {
        let location = try StoreLocation("postgres://ann:hunter2@db/n?password=hunter2")
        var dumped = ""
        dump(location, to: &dumped)
        for text in ["\(location)", String(reflecting: location), dumped] {
            #expect(!text.contains("hunter2"), "\(text)")
        }
        #expect("\(location)".contains("ann@db:5432/n"))
    }
}

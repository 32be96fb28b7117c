import GRDB

/// How a SQLite file is opened.
struct SQLiteOptions: Sendable {
    /// How long a piece of work waits for its turn and for locks.
    var patience: Duration = .seconds(2)
    var isReadOnly = false

    /// GRDB's part of it.
    ///
    /// Its pool sets WAL and `synchronous = NORMAL` by itself: a killed process loses nothing, a
    /// machine that loses power may lose its last moments, and neither breaks the file.
    var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "voicegate.store"
        configuration.readonly = isReadOnly
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        let milliseconds = patience.wholeMilliseconds
        // By a statement, since GRDB gives its readers ten seconds, whatever its setting says.
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA busy_timeout = \(milliseconds)")
            // What is wiped is overwritten, as far as that costs no more writing.
            try connection.execute(sql: "PRAGMA secure_delete = FAST")
            // A page that changes a hundred times between two checkpoints is copied and synced once; 32 MB of journal.
            try connection.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
            // Kibibytes for each of five connections, as far as they are used; what is not there the system has.
            try connection.execute(sql: "PRAGMA cache_size = -4096")
        }
        return configuration
    }
}

extension Duration {
    var wholeMilliseconds: Int64 { Int64(self / .milliseconds(1)) }
}

import GRDB

extension StoreError {
    /// Says in our words what a database error means.
    init(sqlite error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(error)
        default: self.init(.unavailable, "the database failed", cause: error)
        }
    }

    private init(_ error: DatabaseError) {
        let (code, mend) = Self.meaning(of: error)
        self.init(code, "\(mend) (SQLite \(error.extendedResultCode.rawValue))", cause: error)
    }

    /// See https://www.sqlite.org/rescode.html.
    private static func meaning(of error: DatabaseError) -> (Code, String) {
        switch error.extendedResultCode {
        case .SQLITE_READONLY_DBMOVED:
            return (.readOnly, "the database file was moved or deleted while in use; put it back and restart")
        case .SQLITE_IOERR_SHMSIZE:
            return (.full, "the database's shared memory cannot grow; free disk space")
        default: break
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            return (.busy, "another process holds the database; end what locks it, or try again")
        case .SQLITE_READONLY:
            return (.readOnly, "the database cannot be written; make the file and its folder writable")
        case .SQLITE_FULL: return (.full, "the disk is full; free space")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return (.corrupt, "the file is no sound SQLite database; restore a backup")
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            return (
                .unavailable,
                "the database cannot be opened; its folder must exist and be writable by the service's user"
            )
        case .SQLITE_IOERR: return (.unavailable, "the disk failed")
        case .SQLITE_NOMEM: return (.unavailable, "memory ran out")
        case .SQLITE_MISUSE where error.message == "Connection is closed":
            return (.closed, "the store was closed; restart the service")
        default: return (.unavailable, "the database refused: \(error.message ?? "it gives no reason")")
        }
    }
}

import Foundation
import GRDB
import Testing

@testable import Store

@Suite("Errors of the store")
struct StoreErrorTests {
    @Test(
        "Each error of SQLite's has a meaning",
        arguments: [
            (.SQLITE_BUSY, .busy), (.SQLITE_BUSY_SNAPSHOT, .busy), (.SQLITE_LOCKED, .busy), (.SQLITE_PROTOCOL, .busy),
            (.SQLITE_READONLY, .readOnly), (.SQLITE_READONLY_DBMOVED, .readOnly), (.SQLITE_FULL, .full),
            (.SQLITE_IOERR_SHMSIZE, .full), (.SQLITE_CORRUPT, .corrupt), (.SQLITE_NOTADB, .corrupt),
            (.SQLITE_CANTOPEN, .unavailable), (.SQLITE_IOERR_FSYNC, .unavailable), (.SQLITE_NOMEM, .unavailable),
            (.SQLITE_CONSTRAINT_FOREIGNKEY, .unavailable), (.SQLITE_MISUSE, .unavailable),
        ] as [(ResultCode, StoreError.Code)])
    func meanings(_ result: ResultCode, _ code: StoreError.Code) {
        let error = StoreError(sqlite: DatabaseError(resultCode: result))
        #expect(error.code == code)
        #expect(error.cause is DatabaseError)
        #expect(error.description.hasPrefix("store \(code.rawValue): "))
    }

    @Test("A description holds no statement and no value")
    func safe() {
        let cause = DatabaseError(
            resultCode: .SQLITE_CONSTRAINT, message: "FOREIGN KEY constraint failed",
            sql: "INSERT INTO failures (user_id) VALUES (?)", arguments: ["00uSecret"], publicStatementArguments: true)
        let text = StoreError(sqlite: cause).description
        #expect(!text.contains("00uSecret"))
        #expect(!text.contains("INSERT"))
    }

    @Test("Any other error is unavailability, with its cause")
    func other() {
        let error = StoreError(sqlite: CancellationError())
        #expect(error.code == .unavailable)
        #expect(error.cause is CancellationError)
    }
}

import Foundation
import GRDB
import GRDBSQLite

/// Runs statements on one connection, each compiled once for it.
struct SQLiteSession: SQLTransaction {
    private let connection: Database

    init(_ connection: Database) {
        self.connection = connection
    }

    func read(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow] {
        do {
            let rows = try Row.fetchCursor(try statement(sql, values))
            var found: [SQLRow] = []
            while let row = try rows.next() { found.append(SQLRow(values: row.databaseValues.map(SQLValue.init))) }
            return found
        } catch {
            throw StoreError(sqlite: error)
        }
    }

    /// Runs a statement with SQLite's own functions: GRDB's way of binding values costs as much as the statement does.
    func write(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int {
        do {
            let statement = try connection.cachedStatement(sql: sql).sqliteStatement
            defer {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            }
            for (index, value) in zip(CInt(1)..., values) { try check(value.bind(to: statement, at: index)) }
            var result = sqlite3_step(statement)
            while result == SQLITE_ROW { result = sqlite3_step(statement) }
            guard result == SQLITE_DONE else { throw failure(result) }
            return connection.changesCount
        } catch {
            throw StoreError(sqlite: error)
        }
    }

    private func check(_ result: CInt) throws {
        if result != SQLITE_OK { throw failure(result) }
    }

    private func failure(_ result: CInt) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: result), message: connection.lastErrorMessage)
    }

    /// Whether a transaction is open.
    var isInsideTransaction: Bool { connection.isInsideTransaction }

    /// Begins or ends a transaction, by GRDB, which keeps account of them.
    func step(_ sql: String) throws(StoreError) {
        do {
            try connection.cachedStatement(sql: sql).execute()
        } catch {
            throw StoreError(sqlite: error)
        }
    }

    /// Gives up the transaction, if one is open.
    func rollBack() {
        // It fails only when SQLite has rolled back by itself.
        if isInsideTransaction { try? step("ROLLBACK") }
    }

    private func statement(_ sql: String, _ values: [SQLValue]) throws -> Statement {
        let statement = try connection.cachedStatement(sql: sql)
        try statement.setArguments(arguments(values))
        return statement
    }

    private func arguments(_ values: [SQLValue]) -> StatementArguments {
        StatementArguments(values.map(\.databaseValue))
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(number)
            case .string(let text): .text(text)
            case .blob(let bytes): .bytes(bytes)
            // No column of ours holds fractions.
            case .double(let number): .integer(Int64(exactly: number.rounded()) ?? 0)
            }
    }

    /// Gives the value to a statement, which copies it.
    fileprivate func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .text(let given):
            var text = Self.storable(given)
            return text.withUTF8 { bytes in
                // An empty text may have no address, and no address would be NULL.
                guard let start = bytes.baseAddress else {
                    return sqlite3_bind_text(statement, index, "", 0, Self.copied)
                }
                return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    sqlite3_bind_text(statement, index, $0, CInt(bytes.count), Self.copied)
                }
            }
        case .bytes(let data):
            return data.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress, !bytes.isEmpty else {
                    return sqlite3_bind_zeroblob(statement, index, 0)
                }
                return sqlite3_bind_blob(statement, index, start, CInt(bytes.count), Self.copied)
            }
        }
    }

    /// `SQLITE_TRANSIENT`, a macro that Swift does not see.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): Self.storable(text).databaseValue
        case .bytes(let bytes): bytes.databaseValue
        }
    }
}

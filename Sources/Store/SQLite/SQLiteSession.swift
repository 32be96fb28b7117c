import Foundation
import GRDB

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

    func write(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int {
        do {
            try connection.cachedStatement(sql: sql).execute(arguments: arguments(values))
            return connection.changesCount
        } catch {
            throw StoreError(sqlite: error)
        }
    }

    /// Whether a transaction is open.
    var isInsideTransaction: Bool { connection.isInsideTransaction }

    /// Begins or ends a transaction or a part of it.
    func step(_ sql: String) throws(StoreError) { _ = try write(sql, []) }

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

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): bytes.databaseValue
        }
    }
}

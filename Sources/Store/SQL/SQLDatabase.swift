import Foundation

/// A database that understands the statements of ``Statements``.
///
/// `?` stands for a value, in order; an adapter for a database that numbers its values turns the nth into `$n`. Every
/// method answers in bounded time, and is not torn by the cancellation of its task: what was begun is done or refused.
protocol SQLDatabase: Sendable {
    /// Runs one statement that only reads.
    func read(_ sql: String, _ values: [SQLValue]) async throws(StoreError) -> [SQLRow]

    /// Runs one statement that writes.
    ///
    /// - Returns: How many rows it inserted, changed or deleted.
    func write(_ sql: String, _ values: [SQLValue]) async throws(StoreError) -> Int

    /// Runs a transaction that nothing else can come between; it is rolled back when the body throws.
    ///
    /// - Parameter body: May run more than once, where a database asks for a transaction to be tried again.
    /// - Returns: What the body returned.
    /// - Throws: ``StoreError``.
    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result

    /// Ends all work; what comes later throws ``StoreError/Code/closed``.
    func close() async

    /// What it has to do now.
    var load: DatabaseLoad { get }
}

/// A transaction that is open.
protocol SQLTransaction {
    func read(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow]
    func write(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int
}

/// A value in a statement or a row.
enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case bytes(Data)

    /// A text without what no database keeps whole: PostgreSQL refuses NUL, and SQLite ends the text at it.
    static func storable(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
    }

    static func time(_ date: Date) -> SQLValue { .integer(date.storedMilliseconds) }
    static func number(_ number: Int) -> SQLValue { .integer(Int64(number)) }
    static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    static func optional(_ date: Date?) -> SQLValue { date.map(SQLValue.time) ?? .null }
}

/// A row of an answer, its columns counted from 0.
struct SQLRow: Sendable, Equatable {
    let values: [SQLValue]

    func integer(_ column: Int) throws(StoreError) -> Int64 {
        if case .integer(let value) = try value(column) { return value }
        throw mistyped(column)
    }

    func number(_ column: Int) throws(StoreError) -> Int {
        guard let number = Int(exactly: try integer(column)) else { throw mistyped(column) }
        return number
    }

    func time(_ column: Int) throws(StoreError) -> Date { Date(storedMilliseconds: try integer(column)) }

    func optionalTime(_ column: Int) throws(StoreError) -> Date? {
        try value(column) == .null ? nil : try time(column)
    }

    func text(_ column: Int) throws(StoreError) -> String {
        if case .text(let value) = try value(column) { return value }
        throw mistyped(column)
    }

    func optionalText(_ column: Int) throws(StoreError) -> String? {
        try value(column) == .null ? nil : try text(column)
    }

    func bytes(_ column: Int) throws(StoreError) -> Data {
        if case .bytes(let value) = try value(column) { return value }
        throw mistyped(column)
    }

    func optionalBytes(_ column: Int) throws(StoreError) -> Data? {
        try value(column) == .null ? nil : try bytes(column)
    }

    private func value(_ column: Int) throws(StoreError) -> SQLValue {
        guard values.indices.contains(column) else { throw mistyped(column) }
        return values[column]
    }

    private func mistyped(_ column: Int) -> StoreError {
        StoreError(.corrupt, "column \(column) of a row has another type than the program writes; restore a backup")
    }
}

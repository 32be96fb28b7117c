import CLibPQ

/// What a statement came to.
struct PostgresAnswer {
    /// The rows that it gave.
    private(set) var rows: [SQLRow] = []
    /// How many rows it gave, inserted, changed or deleted.
    private(set) var count = 0
    /// What it was, such as `INSERT 0 1`.
    private(set) var tag = ""

    init() {}

    /// Reads a result, which its caller clears.
    ///
    /// - Throws: A failure for a column of a type that no statement of ours gives.
    init(_ result: OpaquePointer) throws(PostgresFailure) {
        tag = String(cString: PQcmdStatus(result))
        count = Int(String(cString: PQcmdTuples(result))) ?? 0
        // Statements without values answer in text; nobody reads their rows.
        guard PQbinaryTuples(result) == 1 else { return }
        let columns = PQnfields(result)
        let types = (0..<columns).map { PQftype(result, $0) }
        rows.reserveCapacity(Int(PQntuples(result)))
        for row in 0..<PQntuples(result) {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(columns))
            for (column, type) in zip(0..<columns, types) {
                values.append(try Self.value(result, row, column, type))
            }
            rows.append(SQLRow(values: values))
        }
    }

    private static func value(
        _ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid
    ) throws(PostgresFailure) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0 else { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        guard let value = SQLValue(postgres: type, bytes) else {
            throw PostgresFailure(.refused, "column \(column) has type \(type)", sqlState: "42804")
        }
        return value
    }
}

import CustomDump
import Foundation
import Testing

@testable import Store

@Suite("Values of PostgreSQL")
struct PostgresValueTests {
    /// Reads one row on a connection to a real server.
    private func row(_ sql: String, _ values: [SQLValue]) async throws -> [SQLValue] {
        let location = try await PostgresServer.shared.location()
        let result = await offThread {
            Result { () throws(PostgresFailure) in
                let link = try PostgresLink(to: location, options: PostgresPlace.options)
                // Twice: prepared, and prepared before.
                _ = try link.execute(sql, values, by: .now + .seconds(20))
                return try link.execute(sql, values, by: .now + .seconds(20)).rows
            }
        }
        return try #require(try result.get().first).values
    }

    @Test("What goes in comes out as it was")
    func roundTrip() async throws {
        let values: [SQLValue] = [
            .integer(0), .integer(-1), .integer(.max), .integer(.min), .integer(1_780_000_000_250), .text(""),
            .text("it's \"ñ\" € \\ $1 ? 🦆"), .bytes(Data()), .bytes(Data([0, 1, 39, 92, 255])), .null, .text("last"),
        ]
        let found = try await row("SELECT " + values.map { _ in "?" }.joined(separator: ", "), values)
        expectNoDifference(found, values)
    }

    @Test("Other types that functions give are read as numbers and texts")
    func others() async throws {
        let sql = """
            SELECT 1, count(*), 32767::int2, true, false, sum(x), -sum(x), sum(x) * 0, 12000::numeric,
              9223372036854775807::numeric, max(x), 'a'::varchar(3), 'b'::name, NULL
            FROM (VALUES (10000000000::int8), (50000007::int8)) AS t (x)
            """
        let expected: [SQLValue] = [
            .integer(1), .integer(2), .integer(32_767), .integer(1), .integer(0), .integer(10_050_000_007),
            .integer(-10_050_000_007), .integer(0), .integer(12_000), .integer(.max), .integer(10_000_000_000),
            .text("a"), .text("b"), .null,
        ]
        let found = try await row(sql, [])
        expectNoDifference(found, expected)
    }

    @Test("A type that no statement of ours gives is an error")
    func foreign() async throws {
        await #expect(throws: PostgresFailure.self) { _ = try await row("SELECT now()", []) }
    }
}

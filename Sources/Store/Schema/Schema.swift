/// The tables, for every database.
///
/// Migrations are only ever appended, and never changed once released. Each concern has its file: `Schema+Calls.swift`
/// and so on.
enum Schema {
    static let migrations: [Migration] = [
        calls, failures, secrets, audit, deliveries, sendCounts, breakers, outbox, forwarding, numbers, recordings,
        uses,
    ]
}

import Foundation

@testable import Store

/// A corner of a PostgreSQL server for one test, and the key to it.
struct PostgresPlace: Sendable {
    let location: PostgresLocation
    let key: DataKey

    /// A schema of its own in a database that tests share: made quickly.
    static func schema(key: DataKey = .random()) async throws -> PostgresPlace {
        let server = try await PostgresServer.shared
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        try await run("CREATE SCHEMA \(name)", at: server.location())
        return PostgresPlace(location: try server.location(options: "&options=-csearch_path%3D\(name)"), key: key)
    }

    /// An empty database of its own.
    static func database(key: DataKey = .random()) async throws -> PostgresPlace {
        let server = try await PostgresServer.shared
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        try await run("CREATE DATABASE \(name)", at: server.location())
        return PostgresPlace(location: try server.location(name), key: key)
    }

    /// Enough patience for a machine that runs all other tests at the same time.
    static let options = PostgresOptions(connections: 4, patience: .seconds(20), connectSeconds: 20)

    func open(_ options: PostgresOptions = Self.options) async throws(StoreError) -> SQLStore {
        try await SQLStore.openPostgres(at: location, key: key, options: options)
    }

    /// Runs statements on a connection that is none of the store's.
    func run(_ sql: String) async throws(PostgresFailure) {
        try await Self.run(sql, at: location)
    }

    private static func run(_ sql: String, at location: PostgresLocation) async throws(PostgresFailure) {
        let result = await offThread {
            Result { () throws(PostgresFailure) in
                let link = try PostgresLink(to: location, options: options)
                try link.run(sql, by: .now + .seconds(20))
            }
        }
        try result.get()
    }
}

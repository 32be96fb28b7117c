extension SQLStore {
    /// Connects to a PostgreSQL database, brings its tables up to date and checks the key.
    ///
    /// Any number of instances may share a database, and start at once. Each method answers within about two seconds
    /// (``append(_:)``, which waits for the records before its own, within twice that; sweeps take longer), also when the
    /// server hangs or is gone; what was lost on the way is begun again where that is safe. TLS is what
    /// the URL's `sslmode` asks for.
    ///
    /// - Parameters:
    ///   - location: The database; its user must be allowed to create tables in it.
    ///   - key: The data key, the same for all instances.
    /// - Returns: The store, ready for calls.
    /// - Throws: ``StoreError``, its message with the location, without the password.
    public static func openPostgres(at location: PostgresLocation, key: DataKey) async throws(StoreError) -> SQLStore {
        try await openPostgres(at: location, key: key, options: PostgresOptions())
    }

    static func openPostgres(
        at location: PostgresLocation, key: DataKey, options: PostgresOptions
    ) async throws(StoreError) -> SQLStore {
        var database: PostgresDatabase?
        do throws(StoreError) {
            let opened = try await PostgresDatabase.open(at: location, options: options)
            database = opened
            return try await SQLStore(database: opened, key: key)
        } catch {
            await database?.close()
            // Whoever starts the program may know all about the place.
            let failure = error.cause as? PostgresFailure
            let detail = failure?.phase == .connecting ? " (\(failure?.message ?? ""))" : ""
            throw StoreError(error.code, "\(location): \(error.message)\(detail)", cause: error.cause)
        }
    }
}

extension SQLStore {
    /// Opens or creates a SQLite file, brings its tables up to date and checks the key.
    ///
    /// Several processes may have the same file open. Each method answers within about two seconds (``append(_:)``, which
    /// waits for the records before its own, within twice that; sweeps take longer), also when another process has locked
    /// the file: then with ``StoreError/Code/busy``. A file that cannot be written opens when its
    /// tables are up to date, and refuses to save.
    ///
    /// - Parameters:
    ///   - path: The file; its folder must exist.
    ///   - key: The data key; see ``DataKey/keptBeside(databaseAt:make:)``.
    /// - Returns: The store, ready for calls.
    /// - Throws: ``StoreError``, its message with the path.
    public static func openSQLite(at path: String, key: DataKey) async throws(StoreError) -> SQLStore {
        try await openSQLite(at: path, key: key, options: SQLiteOptions())
    }

    static func openSQLite(
        at path: String, key: DataKey, options: SQLiteOptions
    ) async throws(StoreError) -> SQLStore {
        // SQLite takes some names for something else, such as those that begin with "file:".
        let file = path.hasPrefix("/") ? path : "./" + path
        var database: SQLiteDatabase?
        do throws(StoreError) {
            let opened = try await SQLiteDatabase.open(at: file, options: options)
            database = opened
            return try await SQLStore(database: opened, key: key)
        } catch {
            await database?.close()
            throw StoreError(error.code, "\(path): \(error.message)", cause: error.cause)
        }
    }
}

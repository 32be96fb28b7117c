import Foundation

extension DataKey {
    /// Where the key of a SQLite database is kept.
    public static func path(besideDatabaseAt path: String) -> String { path + ".key" }

    /// Reads the key that is kept beside a SQLite database; makes it when the database is new.
    ///
    /// Two processes that start at once agree: the file appears whole or not at all, and only one of them makes it.
    /// It can be read by its owner alone.
    ///
    /// - Parameters:
    ///   - path: The database's file.
    ///   - make: Makes a key.
    /// - Returns: The key that every process with this database gets.
    /// - Throws: ``StoreError``: ``StoreError/Code/wrongKey`` when the file holds no key, or is gone while the database
    ///   is still there; ``StoreError/Code/unavailable`` when it cannot be read or written.
    public static func keptBeside(
        databaseAt path: String, make: () -> DataKey = DataKey.random
    ) throws(StoreError) -> DataKey {
        let file = Self.path(besideDatabaseAt: path)
        if let key = try read(file) { return key }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let size = (attributes?[.size] as? NSNumber)?.int64Value, size > 0 {
            // Perhaps another process made both just now.
            if let key = try read(file) { return key }
            throw StoreError(
                .wrongKey,
                "\(file) is missing, and \(path) cannot be read without it; restore it, or set DATA_KEY to what it held"
            )
        }
        try create(file, holding: make())
        guard let key = try read(file) else {
            throw StoreError(.unavailable, "\(file) vanished while it was made; start again")
        }
        return key
    }

    private static func read(_ file: String) throws(StoreError) -> DataKey? {
        let text: String
        do {
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            guard FileManager.default.fileExists(atPath: file) else { return nil }
            throw StoreError(
                .unavailable, "\(file) cannot be read; let the service's user read it, or set DATA_KEY", cause: error)
        }
        do {
            return try DataKey(base64: text)
        } catch {
            throw StoreError(.wrongKey, "\(file) holds no key: \(error.message)", cause: error)
        }
    }

    /// Writes the whole file under another name, then links it to its own, which fails where one is there already.
    private static func create(_ file: String, holding key: DataKey) throws(StoreError) {
        let draft = "\(file).\(UUID().uuidString)"
        defer { unlink(draft) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw unwritable(file) }
        let text = Array((key.base64 + "\n").utf8)
        let isWritten = write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten else { throw unwritable(file) }
        guard link(draft, file) == 0 || errno == EEXIST else { throw unwritable(file) }
        // Without its name on the disk the key would be lost where the database is not.
        let folder = open((file as NSString).deletingLastPathComponent.nonEmpty ?? ".", O_RDONLY)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private static func unwritable(_ file: String) -> StoreError {
        let reason = String(cString: strerror(errno))
        return StoreError(
            .unavailable, "\(file) cannot be written (\(reason)); make its folder writable, or set DATA_KEY")
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

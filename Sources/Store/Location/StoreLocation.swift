import Foundation

/// Where the store is: the setting `DATABASE_URL`.
public enum StoreLocation: Sendable, Equatable {
    /// `sqlite:PATH`, a file, relative to the working directory or absolute.
    case sqlite(path: String)
    /// `postgres://user:password@host:port/name?sslmode=…`.
    case postgres(PostgresLocation)

    /// Reads a `DATABASE_URL`.
    ///
    /// `sqlite::memory:` is refused: calls that live only in a process would not survive it.
    ///
    /// - Throws: ``StoreLocationError``, with the mend.
    public init(_ text: String) throws(StoreLocationError) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let colon = text.firstIndex(of: ":") else {
            throw StoreLocationError("is no URL; write sqlite:PATH or postgres://user:password@host:port/name")
        }
        switch text[..<colon].lowercased() {
        case "sqlite": self = .sqlite(path: try Self.path(String(text[text.index(after: colon)...])))
        case "postgres", "postgresql": self = .postgres(try PostgresLocation(text))
        default:
            throw StoreLocationError(
                "names no database that we know; write sqlite:PATH or postgres://user:password@host:port/name")
        }
    }

    private static func path(_ path: String) throws(StoreLocationError) -> String {
        guard !path.isEmpty else { throw StoreLocationError("names no file; write sqlite:PATH") }
        guard !path.hasPrefix(":") else {
            throw StoreLocationError("asks for a database in memory, which survives no restart; write sqlite:PATH")
        }
        guard !path.hasPrefix("//") else {
            throw StoreLocationError(
                "has two slashes after sqlite: that programs read differently; write sqlite:PATH with a relative path, "
                    + "or sqlite:/PATH with an absolute one")
        }
        guard !path.hasPrefix("~") else {
            throw StoreLocationError("begins with ~, which only a shell understands; write the whole path")
        }
        guard !path.hasSuffix("/") else { throw StoreLocationError("names a folder; write the path of a file") }
        guard !path.contains(where: { $0 == "?" || $0 == "#" || $0 == "%" || $0.isNewline || $0 == "\0" }) else {
            throw StoreLocationError(
                "has one of ? # % or a line break in its path; sqlite: takes a plain path and no options")
        }
        return path
    }
}

/// Why a location cannot be used.
///
/// It never repeats the URL, which may hold a password.
public struct StoreLocationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and how to mend it; reads on from the name of the setting.
    public let message: String

    init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

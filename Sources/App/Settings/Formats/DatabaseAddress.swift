import Foundation

/// Where the state is kept (`DATABASE_URL`).
public enum DatabaseAddress: Sendable {
    /// A file of SQLite's.
    case sqlite(path: String)
    /// A PostgreSQL server, as a URL for libpq; it may hold a password.
    case postgres(url: Secret<String>)
}

extension ValueFormat where Value == DatabaseAddress {
    /// `sqlite:PATH` or `postgres://…`.
    static let database = ValueFormat("sqlite:PATH or postgres://user:password@host:port/name", isSecret: true) {
        text, _ throws(ValueFault) in
        guard let colon = text.firstIndex(of: ":") else { throw ValueFault() }
        switch text[..<colon].lowercased() {
        case "sqlite": return .sqlite(path: try sqlitePath(String(text[text.index(after: colon)...])))
        case "postgres", "postgresql": return .postgres(url: Secret(try postgresURL(text)))
        default: throw ValueFault()
        }
    }

    private static func sqlitePath(_ text: String) throws(ValueFault) -> String {
        // `sqlite:///x` is how other programs write an absolute path.
        let path = text.hasPrefix("///") ? String(text.dropFirst(2)) : text
        guard !path.isEmpty, !path.hasPrefix("//") else {
            throw ValueFault("must name a file", mend: "write sqlite:PATH, without slashes before a relative path")
        }
        guard path != ":memory:" else {
            throw ValueFault("must name a file, since calls outlive a restart", mend: "write sqlite:PATH")
        }
        guard !path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }), !path.contains("?")
        else { throw ValueFault("must hold a plain path", mend: "leave out control characters and ?") }
        return path
    }

    private static func postgresURL(_ text: String) throws(ValueFault) -> String {
        guard let url = URLComponents(string: text, encodingInvalidCharacters: false) else {
            throw ValueFault(
                "must be a well-formed URL", mend: "percent-encode special characters of the password, @ as %40")
        }
        guard let host = url.percentEncodedHost, !host.isEmpty else {
            throw ValueFault("must name the database's host", mend: "write postgres://user:password@host:port/name")
        }
        guard url.percentEncodedPath.count > 1 else {
            throw ValueFault("must name the database", mend: "write its name after the host: …@host:port/name")
        }
        guard url.percentEncodedFragment == nil else {
            throw ValueFault("must not hold a fragment", mend: "percent-encode # as %23")
        }
        let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
        for item in url.queryItems ?? [] where item.name == "sslmode" {
            guard modes.contains(item.value ?? "") else {
                throw ValueFault("must have a known sslmode", mend: "take one of " + modes.joined(separator: ", "))
            }
        }
        return text
    }
}

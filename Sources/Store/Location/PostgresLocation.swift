import Foundation

/// Where a PostgreSQL database is.
///
/// Its description does not show the password.
public struct PostgresLocation: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// How a connection is protected; libpq's `sslmode`.
    ///
    /// See https://www.postgresql.org/docs/15/libpq-ssl.html.
    public enum SSLMode: String, Sendable, Equatable, CaseIterable {
        case disable, allow, prefer, require
        case verifyCA = "verify-ca"
        case verifyFull = "verify-full"
    }

    /// The URL as it was given, for libpq, with the password.
    public let url: String
    /// A name, an address, or the folder of a Unix socket.
    public let host: String
    /// 1 to 65535.
    public let port: Int
    /// nil when the URL leaves it to libpq.
    public let user: String?
    /// The name of the database.
    public let database: String
    /// nil when the URL leaves it to libpq (`prefer`).
    public let sslMode: SSLMode?

    init(_ text: String) throws(StoreLocationError) {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false) else {
            throw StoreLocationError(
                "is no URL; write @ : / ? # % and spaces in a user or password as %40 %3A %2F %3F %23 %25 %20")
        }
        let options = parts.queryItems ?? []
        // libpq takes the folder of a Unix socket as an option.
        let option = options.first { $0.name == "host" }?.value
        guard let host = [parts.host, option].compactMap({ $0 }).first(where: { !$0.isEmpty }) else {
            throw StoreLocationError("names no host; write postgres://user:password@host:port/name")
        }
        guard (1...65_535).contains(parts.port ?? 5432) else {
            throw StoreLocationError("has a port outside 1 to 65535")
        }
        let name = String(parts.path.dropFirst())
        guard !name.isEmpty, !name.contains("/") else {
            throw StoreLocationError("names no database; write postgres://user:password@host:port/name")
        }
        guard parts.fragment == nil else {
            throw StoreLocationError("has a # in it; write it as %23")
        }
        url = text
        self.host = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        port = parts.port ?? 5432
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        database = name
        sslMode = try Self.sslMode(options)
    }

    private static func sslMode(_ options: [URLQueryItem]) throws(StoreLocationError) -> SSLMode? {
        guard let option = options.last(where: { $0.name == "sslmode" }) else { return nil }
        guard let mode = SSLMode(rawValue: option.value ?? "") else {
            let known = SSLMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw StoreLocationError("has an unknown sslmode; write one of \(known)")
        }
        return mode
    }

    /// Who, where and which, without the password.
    public var description: String {
        let person = user.map { "\($0)@" } ?? ""
        let address = host.contains(":") ? "[\(host)]" : host
        return "postgres://\(person)\(address):\(port)/\(database)"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }
    /// Shows only ``description``.
    public var customMirror: Mirror { Mirror(self, children: ["location": description]) }
}

import CLibPQ
import Foundation

/// A location as libpq reads it.
struct PostgresAddress {
    private let location: PostgresLocation
    private let secrets: [String]

    /// Has libpq read the URL.
    ///
    /// - Throws: A failure that does not repeat the URL.
    init(_ location: PostgresLocation) throws(PostgresFailure) {
        self.location = location
        var message: UnsafeMutablePointer<CChar>?
        guard let found = PQconninfoParse(location.url, &message) else {
            // Its message may repeat the URL.
            PQfreemem(message)
            throw PostgresFailure(.connecting, "libpq does not understand the options of the URL")
        }
        defer { PQconninfoFree(found) }
        var secrets: [String] = []
        var option = found
        while let keyword = option.pointee.keyword {
            if ["password", "sslpassword"].contains(String(cString: keyword)), let value = option.pointee.val {
                secrets.append(String(cString: value))
            }
            option += 1
        }
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// Connects; what the URL says goes before our own choices, but for the encoding.
    func connect(_ options: PostgresOptions) throws(PostgresFailure) -> OpaquePointer {
        let parameters = [
            ("connect_timeout", "\(options.connectSeconds)"),
            // The kernel gives up a connection whose other end has fallen silent; idle ones are asked now and then.
            ("tcp_user_timeout", "\(options.patience.wholeMilliseconds)"),
            ("keepalives_idle", "10"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("fallback_application_name", "voicegate"), ("dbname", location.url), ("client_encoding", "UTF8"),
        ]
        let connection = Self.withCStrings(parameters.map(\.0)) { keywords in
            Self.withCStrings(parameters.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let connection else { throw PostgresFailure(.connecting, "out of memory") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw PostgresFailure(.connecting, safe(String(cString: PQerrorMessage(connection))))
        }
        return connection
    }

    /// One line without what must not be shown.
    private func safe(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: "; ")
        return secrets.reduce(line) { $0.replacing($1, with: "•••") }
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        let pointers = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

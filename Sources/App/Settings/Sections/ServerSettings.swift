/// Where the service listens and under which address it is called.
public struct ServerSettings: Sendable {
    /// The address for Twilio, Okta and the providers.
    public let host: String
    /// The port beside it; 0 takes a free one.
    public let port: Int
    /// The address of the console and `/metrics`.
    public let adminHost: String
    /// The port beside it; 0 takes a free one.
    public let adminPort: Int
    /// The base URL that others call, without a slash at its end; set for whatever needs ``Need/serve``.
    public let publicURL: String?
    /// The same with its host in the letters in which it was given; Twilio signs whatever stands at the number.
    public let publicURLAsWritten: String?

    init(from reader: inout SettingsReader) {
        publicURL = reader.value(Keys.publicURL)
        // What is wrong with it was said already.
        publicURLAsWritten = publicURL == nil ? nil : reader.value(Keys.publicURLAsWritten)
        host = reader.value(Keys.host)
        port = reader.value(Keys.port)
        adminHost = reader.value(Keys.adminHost)
        adminPort = reader.value(Keys.adminPort)
        let everywhere = ["0.0.0.0", "::"]
        let meet = host == adminHost || everywhere.contains(host) || everywhere.contains(adminHost)
        if port == adminPort, port != 0, meet {
            reader.fault(
                Keys.adminPort.description, "is the same as PORT (\(port))",
                mend: "give the console and /metrics a port of their own")
        }
    }
}

extension ServerSettings {
    enum Keys {
        static let publicURL = OptionalSetting(
            "PUBLIC_URL", .baseURL(allowsPath: true), requiredBy: [.serve], example: "https://ivr.example.com",
            """
            The base URL that Twilio and Okta call. Signatures are checked against it and links are built on it, never \
            on a request's Host header. It may have a path, which a proxy may pass on or take off.
            """)
        /// ``publicURL`` once more, as it is written.
        static let publicURLAsWritten = OptionalSetting(
            publicURL.description.name, .writtenBaseURL, example: publicURL.description.example, "")
        static let host = Setting(
            "HOST", .host, default: "127.0.0.1", example: "0.0.0.0",
            "The address on which `serve` listens for Twilio, Okta and the providers. `0.0.0.0` is every address.")
        static let port = Setting(
            "PORT", .port, default: 8080, example: "8080",
            "The port on which `serve` listens. `0` takes a free one and says which.")
        static let adminHost = Setting(
            "ADMIN_HOST", .host, default: "127.0.0.1", example: "127.0.0.1",
            "The address of the console and `/metrics`, apart from the public side. Keep it away from the internet.")
        static let adminPort = Setting(
            "ADMIN_PORT", .port, default: 8081, example: "8081", "The port of the console and `/metrics`.")
    }

    static let section = SettingSection(
        title: "Where it listens",
        introduction: "Put a proxy with TLS in front of the public side; it must pass path and query on unchanged.",
        settings: [
            Keys.publicURL.description, Keys.host.description, Keys.port.description, Keys.adminHost.description,
            Keys.adminPort.description,
        ])
}

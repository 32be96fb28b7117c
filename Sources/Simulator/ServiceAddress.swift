/// Where the service under test is, as Twilio knows it and as it really listens.
public struct ServiceAddress: Sendable, Equatable {
    /// The service's `PUBLIC_URL`; signatures are made over it.
    public var publicURL: String

    /// Where requests to ``publicURL`` really go, such as `http://127.0.0.1:8080`.
    public var localURL: String

    /// The path of the voice URL.
    public var voicePath: String

    /// The method of the voice URL, `POST` or `GET`.
    public var voiceMethod: String

    /// The path of the status callback; `nil` for none.
    public var statusPath: String?

    /// The fallback URL, entire; `nil` for none.
    public var fallbackURL: String?

    /// The path that company numbers have as their voice URL at the start.
    public var callForwardPath = "/call-forward"

    /// The path that company numbers have as their messaging URL at the start.
    public var smsForwardPath = "/sms-forward"

    /// Makes an address.
    ///
    /// - Parameters:
    ///   - publicURL: The service's `PUBLIC_URL`.
    ///   - localURL: Where it really listens; the same without it.
    ///   - voicePath: The path of the voice URL.
    ///   - voiceMethod: The method of the voice URL, `POST` or `GET`.
    ///   - statusPath: The path of the status callback; `nil` for none.
    ///   - fallbackURL: The fallback URL, entire; `nil` for none.
    public init(
        publicURL: String, localURL: String? = nil, voicePath: String = "/ivr/welcome", voiceMethod: String = "POST",
        statusPath: String? = "/ivr/status", fallbackURL: String? = nil
    ) {
        self.publicURL = Self.withoutSlash(publicURL)
        self.localURL = Self.withoutSlash(localURL ?? publicURL)
        self.voicePath = voicePath
        self.voiceMethod = voiceMethod
        self.statusPath = statusPath
        self.fallbackURL = fallbackURL
    }

    /// Where a URL really leads.
    func local(_ url: String) -> String {
        guard url.hasPrefix(publicURL) else { return url }
        let rest = url.dropFirst(publicURL.count)
        guard rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("?") else { return url }
        return localURL + rest
    }

    private static func withoutSlash(_ url: String) -> String {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}

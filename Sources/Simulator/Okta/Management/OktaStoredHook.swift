import Foundation

/// A hook that an admin registered: an inline hook, which is asked, or an event hook, which is told.
struct OktaStoredHook: Sendable {
    /// The kind of a hook.
    enum Kind: Sendable {
        case inline, event

        var prefix: String { self == .inline ? "cal" : "who" }
        var path: String { self == .inline ? "inlineHooks" : "eventHooks" }
    }

    static let telephony = "com.okta.telephony.provider"
    private static let inlineTypes: Set<String> = [
        telephony, "com.okta.oauth2.tokens.transform", "com.okta.import.transform", "com.okta.saml.tokens.transform",
        "com.okta.user.pre-registration", "com.okta.user.credential.password.import",
    ]

    let kind: Kind
    var id: String
    var fields: [String: JSON]

    /// What Okta presents and never shows again: the value of the header, or the client's secret.
    var secret: String?
    var isActive = true
    var isVerified = false

    var type: String? { fields["type"]?.string }
    var config: [String: JSON] { fields["channel"]?["config"]?.object ?? [:] }
    var url: String { config["uri"]?.string ?? "" }
    var usesOAuth: Bool { fields["channel"]?["type"]?.string == "OAUTH" }

    /// The types of events that are told.
    var events: [String] { fields["events"]?["items"]?.array?.compactMap(\.string) ?? [] }

    /// Makes a hook of what was sent.
    init(kind: Kind, id: String, body: JSON) throws(OktaFailure) {
        self.kind = kind
        self.id = id
        fields = [:]
        try replace(body)
    }

    /// Takes a hook's definition anew.
    mutating func replace(_ body: JSON) throws(OktaFailure) {
        guard let name = body["name"]?.string, (1...255).contains(name.count) else {
            throw .validation("name", "The field cannot be left blank, nor be longer than 255 characters")
        }
        var next = ["name": JSON.string(name)]
        switch kind {
        case .inline:
            guard let type = body["type"]?.string ?? self.type, Self.inlineTypes.contains(type) else {
                throw .validation("type", "is none of the types of inline hooks")
            }
            guard self.type == nil || self.type == type else { throw .validation("type", "cannot be changed") }
            guard body["version"]?.string == "1.0.0" else { throw .validation("version", "must be 1.0.0") }
            next["type"] = .string(type)
            next["version"] = "1.0.0"
        case .event:
            guard body["events"]?["type"]?.string == "EVENT_TYPE", let items = body["events"]?["items"]?.array,
                !items.isEmpty, items.allSatisfy({ $0.string?.isEmpty == false })
            else { throw .validation("events", "must name EVENT_TYPE and at least one event") }
            next["events"] = ["type": "EVENT_TYPE", "items": .array(items)]
            next["description"] = body["description"]
        }
        let (channel, secret) = try Self.channel(body["channel"], isTelephony: next["type"]?.string == Self.telephony)
        next["channel"] = channel
        if kind == .event, channel["config"]?["uri"] != fields["channel"]?["config"]?["uri"] { isVerified = false }
        self.secret = secret ?? self.secret
        guard !(next["type"]?.string == Self.telephony && self.secret == nil && channel["type"] == "HTTP") else {
            throw .validation("channel.config.authScheme", "The value cannot be left blank")
        }
        fields = next
    }

    // MARK: Checks

    /// Checks a channel and takes its secret out.
    private static func channel(_ channel: JSON?, isTelephony: Bool) throws(OktaFailure) -> (JSON, String?) {
        guard let type = channel?["type"]?.string, ["HTTP", "OAUTH"].contains(type) else {
            throw .validation("channel.type", "must be HTTP or OAUTH")
        }
        guard channel?["version"]?.string == "1.0.0" else { throw .validation("channel.version", "must be 1.0.0") }
        guard var config = channel?["config"]?.object else {
            throw .validation("channel.config", "The field cannot be left blank")
        }
        try checkURL(config["uri"]?.string, "channel.config.uri")
        for header in config["headers"]?.array ?? [] {
            guard let name = header["key"]?.string, !name.isEmpty, header["value"]?.string != nil else {
                throw .validation("channel.config.headers", "must have key and value")
            }
        }
        let secret =
            type == "HTTP"
            ? try authScheme(&config, isRequired: isTelephony) : try client(&config)
        config["headers"] = config["headers"] ?? []
        config["method"] = config["method"] ?? "POST"
        return (["type": .string(type), "version": "1.0.0", "config": .object(config)], secret)
    }

    private static func authScheme(
        _ config: inout [String: JSON], isRequired: Bool
    ) throws(OktaFailure) -> String? {
        guard let scheme = config["authScheme"], scheme != .null else {
            if isRequired { throw .validation("channel.config.authScheme", "The field cannot be left blank") }
            return nil
        }
        guard scheme["type"]?.string == "HEADER", let key = scheme["key"]?.string, !key.isEmpty else {
            throw .validation("channel.config.authScheme", "must be HEADER with a key")
        }
        config["authScheme"] = ["type": "HEADER", "key": .string(key)]
        return scheme["value"]?.string
    }

    private static func client(_ config: inout [String: JSON]) throws(OktaFailure) -> String? {
        let method = config["authType"]?.string
        guard let method, ["client_secret_post", "private_key_jwt"].contains(method) else {
            throw .validation("channel.config.authType", "must be client_secret_post or private_key_jwt")
        }
        guard config["clientId"]?.string?.isEmpty == false, config["scope"]?.string?.isEmpty == false else {
            throw .validation("channel.config.clientId", "The client and its scope cannot be left blank")
        }
        try checkURL(config["tokenUrl"]?.string, "channel.config.tokenUrl")
        let secret = config.removeValue(forKey: "clientSecret")?.string
        if method == "private_key_jwt", config["hookKeyId"]?.string == nil {
            throw .validation("channel.config.hookKeyId", "The field cannot be left blank")
        }
        return secret
    }

    /// Okta insists on `https`; the simulator lets loopback off, where nobody has a certificate.
    private static func checkURL(_ url: String?, _ field: String) throws(OktaFailure) {
        guard let url, url.count <= 1024, !url.contains(where: \.isWhitespace), let parts = URLComponents(string: url),
            let host = parts.host, !host.isEmpty
        else { throw .validation(field, "must be a URL of at most 1024 characters") }
        let isLoopback = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
        guard parts.scheme == "https" || (isLoopback && parts.scheme == "http") else {
            throw .validation(field, "must begin with https://")
        }
    }

    /// The hook as the parts that call it know it; `nil` for one that wants a token from elsewhere than the org.
    var asHook: OktaHook? {
        let authentication: OktaHook.Authentication
        if usesOAuth {
            guard config["tokenUrl"]?.string?.hasSuffix("/oauth2/default/v1/token") == true else { return nil }
            authentication = .oauth(audience: OktaIssuer.audience, scope: config["scope"]?.string ?? "")
        } else {
            guard let secret, let key = config["authScheme"]?["key"]?.string else { return nil }
            authentication = .header(name: key, value: secret)
        }
        return OktaHook(
            id: id, url: url, authentication: authentication,
            headers: (config["headers"]?.array ?? []).map {
                FormField($0["key"]?.string ?? "", $0["value"]?.string ?? "")
            })
    }

    // MARK: As Okta writes it

    func body(orgURL: String) -> JSON {
        var body = fields
        let url = "\(orgURL)/api/v1/\(kind.path)/\(id)"
        func link(_ path: String, _ method: String) -> JSON {
            ["href": .string(url + path), "hints": ["allow": [.string(method)]]]
        }
        body["id"] = .string(id)
        body["status"] = isActive ? "ACTIVE" : "INACTIVE"
        body["created"] = "2025-01-01T00:00:00.000Z"
        body["lastUpdated"] = "2025-01-01T00:00:00.000Z"
        var links: [String: JSON] = [
            "self": link("", "GET"), "deactivate": link("/lifecycle/deactivate", "POST"),
        ]
        if kind == .event {
            body["verificationStatus"] = isVerified ? "VERIFIED" : "UNVERIFIED"
            body["createdBy"] = "00usimadmin000000001"
            links["verify"] = link("/lifecycle/verify", "POST")
        } else {
            links["execute"] = link("/execute", "POST")
        }
        body["_links"] = .object(links)
        return .object(body)
    }
}

import HTTPTransport
import JSON
import OktaAPI
import Synchronization

@testable import App

/// An organisation in memory, as far as setting it up goes.
final class FakeOkta: Sendable {
    struct State {
        var engine = "idx"
        var custom: [String: JSONValue] = [:]
        var base: [String: JSONValue] = ["login": ["type": "string"]]
        var groups: [JSONValue] = []
        var policies: [JSONValue] = [FakeOkta.defaultPolicy]
        var rules: [String: [JSONValue]] = [:]
        var inlineHooks: [JSONValue] = []
        var eventHooks: [JSONValue] = []
        var authenticators: [JSONValue] = ["okta_verify", "phone_number", "okta_password"].map {
            ["id": .text("aut-\($0)"), "key": .text($0), "status": "ACTIVE"]
        }
        var requests: [OutboundRequest] = []
        var made = 0
        /// Answers requests whose `METHOD path` begins like this with an error.
        var refusals: [String: (status: Int, body: String)] = [:]
        /// What the hook answers to the test call; nil for nothing.
        var hookAnswer: JSONValue? = [
            "commands": [
                ["type": "com.okta.telephony.action", "value": [["status": "SUCCESSFUL", "provider": "none"]]]
            ]
        ]
    }

    static let defaultPolicy: JSONValue = [
        "id": "00pdefault", "name": "Default Policy", "type": "MFA_ENROLL", "status": "ACTIVE", "priority": 9,
        "system": true,
        "settings": [
            "type": "AUTHENTICATORS",
            "authenticators": [
                ["key": "okta_password", "enroll": ["self": "REQUIRED"]],
                ["key": "webauthn", "enroll": ["self": "OPTIONAL"]],
                ["key": "phone_number", "enroll": ["self": "NOT_ALLOWED"]],
            ],
        ],
    ]

    private let state: Mutex<State>

    init(_ change: (inout State) -> Void = { _ in }) {
        var state = State()
        change(&state)
        self.state = Mutex(state)
    }

    var now: State { state.withLock { $0 } }

    func change(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    /// What changed something, in order.
    var changes: [String] { now.requests.filter { $0.method != "GET" }.map(Self.title) }

    static func title(_ request: OutboundRequest) -> String {
        let path = request.url.dropFirst("https://acme.okta.com".count)
        return "\(request.method) \(path)"
    }

    var transport: ScriptedTransport {
        ScriptedTransport { [self] request throws(TransportError) in
            state.withLock { state in
                state.requests.append(request)
                let title = Self.title(request)
                if let refusal = state.refusals.first(where: { title.hasPrefix($0.key) }) {
                    return .json(refusal.value.body, status: refusal.value.status)
                }
                let (status, body) = state.answer(request, title)
                return OutboundResponse(
                    status: status, headers: OutboundHeaders([("Content-Type", "application/json")]),
                    body: body?.bytes ?? [])
            }
        }
    }

    static func json(_ bytes: [UInt8]?) -> JSONValue {
        JSONValue.parse(bytes ?? []) ?? .null
    }
}

extension FakeOkta.State {
    mutating func answer(_ request: OutboundRequest, _ title: String) -> (Int, JSONValue?) {
        let parts = title.split(separator: "?")[0].split(separator: " ")[1].split(separator: "/").map(String.init)
        let body = FakeOkta.json(request.body)
        if parts == [".well-known", "okta-organization"] { return (200, ["id": "00o", "pipeline": .text(engine)]) }
        switch parts.dropFirst(2).first {
        case "meta": return schema(request.method, body)
        case "authenticators": return (200, .list(authenticators))
        case "users": return (200, [])
        case "groups":
            guard request.method == "POST" else { return (200, .list(groups)) }
            return (200, keep(body, \.groups, ["type": "OKTA_GROUP"]))
        case "policies": return policies(request.method, Array(parts.dropFirst(3)), body)
        case "inlineHooks": return hooks(request.method, Array(parts.dropFirst(3)), body, \.inlineHooks)
        case "eventHooks": return hooks(request.method, Array(parts.dropFirst(3)), body, \.eventHooks)
        default: return (404, ["errorCode": "E0000008"])
        }
    }

    private mutating func keep(
        _ body: JSONValue, _ list: WritableKeyPath<Self, [JSONValue]>, _ more: [String: JSONValue] = [:]
    ) -> JSONValue {
        made += 1
        var kept = body
        kept["id"] = .text("made\(made)")
        for (name, value) in more { kept[name] = value }
        self[keyPath: list].append(kept)
        return kept
    }

    private mutating func schema(_ method: String, _ body: JSONValue) -> (Int, JSONValue?) {
        if method == "POST" {
            for (name, value) in body["definitions"]?["custom"]?["properties"]?.members ?? [:] { custom[name] = value }
        }
        return (
            200,
            [
                "definitions": [
                    "base": ["properties": .object(base)], "custom": ["id": "#custom", "properties": .object(custom)],
                ]
            ]
        )
    }

    private mutating func policies(_ method: String, _ parts: [String], _ body: JSONValue) -> (Int, JSONValue?) {
        guard let id = parts.first else {
            return (200, method == "GET" ? .list(policies) : keep(body, \.policies))
        }
        guard let index = policies.firstIndex(where: { $0["id"]?.text == id }) else { return (404, nil) }
        switch (method, parts.dropFirst().joined(separator: "/")) {
        case ("GET", "rules"): return (200, .list(rules[id] ?? []))
        case ("POST", "rules"):
            made += 1
            var rule = body
            rule["id"] = .text("made\(made)")
            rule["status"] = "ACTIVE"
            rules[id, default: []].append(rule)
            return (200, rule)
        case ("POST", "lifecycle/activate"):
            policies[index]["status"] = "ACTIVE"
            return (204, nil)
        case ("PUT", ""):
            policies[index] = body
            policies[index]["id"] = .text(id)
            return (200, policies[index])
        case ("PUT", _):
            let rule = parts.last ?? ""
            rules[id] = rules[id]?.map { old in
                guard old["id"]?.text == rule else { return old }
                var new = body
                new["id"] = .text(rule)
                new["status"] = old["status"]
                return new
            }
            return (200, body)
        default: return (404, nil)
        }
    }

    private mutating func hooks(
        _ method: String, _ parts: [String], _ body: JSONValue, _ list: WritableKeyPath<Self, [JSONValue]>
    ) -> (Int, JSONValue?) {
        let isInline = list == \.inlineHooks
        guard let id = parts.first else {
            guard method == "POST" else { return (200, .list(self[keyPath: list])) }
            if isInline, inlineHooks.contains(where: { $0["status"] == "ACTIVE" }) {
                return (400, ["errorCode": "E0000001", "errorCauses": [["errorSummary": "Only one may be active"]]])
            }
            let more: [String: JSONValue] =
                isInline ? ["status": "ACTIVE"] : ["status": "ACTIVE", "verificationStatus": "UNVERIFIED"]
            return (200, keep(Self.withoutSecret(body), list, more))
        }
        guard let index = self[keyPath: list].firstIndex(where: { $0["id"]?.text == id }) else { return (404, nil) }
        switch parts.last {
        case "activate": self[keyPath: list][index]["status"] = "ACTIVE"
        case "deactivate": self[keyPath: list][index]["status"] = "INACTIVE"
        case "verify": self[keyPath: list][index]["verificationStatus"] = "VERIFIED"
        case "execute": return hookAnswer.map { (200, $0) } ?? (400, ["errorCode": "E0000001"])
        default:
            for (name, value) in Self.withoutSecret(body).members ?? [:] { self[keyPath: list][index][name] = value }
        }
        return (200, self[keyPath: list][index])
    }

    /// Okta never gives a secret back, and writes the name of its header small.
    private static func withoutSecret(_ hook: JSONValue) -> JSONValue {
        var hook = hook
        hook["channel"]?["config"]?["clientSecret"] = nil
        guard let scheme = hook["channel"]?["config"]?["authScheme"] else { return hook }
        hook["channel"]?["config"]?["authScheme"] = [
            "type": scheme["type"] ?? .null, "key": .text(scheme["key"]?.text?.lowercased() ?? ""),
        ]
        return hook
    }
}

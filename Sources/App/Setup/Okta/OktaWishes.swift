import Foundation
import JSON
import OktaAPI

/// How the organisation is to be.
struct OktaWishes: Sendable {
    /// Where Okta reaches us, without a slash at its end.
    let publicURL: String
    /// The attribute with the number a person calls from.
    let phoneAttribute: String
    /// The attribute with the factor a person prefers.
    let factorAttribute: String
    /// The attribute with a person's business hours.
    let hoursAttribute = "ivrHours"
    /// The name of the group and of its enrolment policy.
    let group: String
    /// What the telephony hook proves itself with.
    let telephonyProof: HookProof
    /// What the event hook proves itself with; nil where nothing that it can send is configured.
    let eventProof: HookProof?
    /// Whether another telephony hook may be switched off.
    let replacesOtherHook: Bool
    /// Whether secrets, which Okta never gives back, are written again.
    let renewsSecrets: Bool

    static let telephonyHookName = "Voicegate telephony"
    static let eventHookName = "Voicegate events"
    static let events = ["user.authentication.auth_via_mfa", "user.mfa.factor.activate", "inline_hook.executed"]

    var telephonyURL: String { publicURL + "/telephony-hook" }
    var eventURL: String { publicURL + "/event-hook" }
}

/// What a hook of Okta's proves itself with.
enum HookProof: Sendable {
    /// A header with a secret value.
    ///
    /// Where bearer tokens are taken too, a hook that brings them is as good.
    case header(name: String, value: Secret<String>, orTokens: Bool)
    /// A bearer token that Okta fetches.
    case token(HookTokenSource)
    /// Whatever it is: for a look that changes nothing.
    case unknown

    /// What is the same in `found` as it should be is not named; the secret cannot be seen and is no part of it.
    func differences(from found: JSONValue?) -> [String] {
        let config = found?["config"]
        switch self {
        case .unknown: return []
        case .header(let name, _, let orTokens):
            if orTokens, Self.same(found?["type"], "OAUTH") { return [] }
            guard Self.same(found?["type"], "HTTP"), config?["authScheme"]?.members != nil else {
                return ["secret: in the header \(name)"]
            }
            let key = config?["authScheme"]?["key"]
            return Self.same(key, name) ? [] : ["header: \(name), was \((key?.text ?? "none").shown)"]
        case .token(let source):
            guard Self.same(found?["type"], "OAUTH") else { return ["OAuth 2.0: tokens from \(source.url)"] }
            return source.members.filter { $0.value != config?[$0.key] }.keys.sorted().map { "\($0): as configured" }
        }
    }

    /// What Okta is told.
    ///
    /// - Parameters:
    ///   - url: Where the hook leads.
    ///   - headers: Further headers, kept as somebody set them.
    /// - Returns: The channel of a hook, with the secret.
    func channel(to url: String, headers: JSONValue?) -> JSONValue {
        var config: JSONValue = ["uri": .text(url), "method": "POST", "headers": headers ?? []]
        switch self {
        case .unknown: return ["type": "HTTP", "version": "1.0.0", "config": config]
        case .header(let name, let value, _):
            config["authScheme"] = ["type": "HEADER", "key": .text(name), "value": .text(value.revealed)]
            return ["type": "HTTP", "version": "1.0.0", "config": config]
        case .token(let source):
            for (name, value) in source.members { config[name] = value }
            if case .secret(let secret) = source.proof { config["clientSecret"] = .text(secret.revealed) }
            return ["type": "OAUTH", "version": "1.0.0", "config": config]
        }
    }

    private static func same(_ value: JSONValue?, _ text: String) -> Bool {
        value?.text?.lowercased() == text.lowercased()
    }
}

/// Where Okta fetches the tokens that its telephony hook brings.
struct HookTokenSource: Sendable {
    /// How Okta proves itself there.
    enum Proof: Sendable {
        /// With a secret of the client's.
        case secret(Secret<String>)
        /// With a hook key of the organisation's, by its id.
        case hookKey(String)
    }

    /// The token endpoint.
    let url: String
    /// The client id of the app that stands for the hook.
    let clientID: String
    /// How Okta proves itself there.
    let proof: Proof
    /// What the token is asked for.
    let scope: String?

    /// What Okta also gives back.
    var members: [String: JSONValue] {
        var members: [String: JSONValue] = ["clientId": .text(clientID), "tokenUrl": .text(url)]
        switch proof {
        case .secret: members["authType"] = "client_secret_post"
        case .hookKey(let id):
            members["authType"] = "private_key_jwt"
            members["hookKeyId"] = .text(id)
        }
        if let scope { members["scope"] = .text(scope) }
        return members
    }
}

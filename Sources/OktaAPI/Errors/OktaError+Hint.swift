import Foundation
import HTTPTransport

extension OktaError {
    /// What is wrong with our credentials, and so what helps.
    public enum Hint: Sendable, Equatable {
        /// The service app was not granted these scopes.
        case scopesNotGranted([OktaScope])
        /// The token's scopes do not allow the request; what Okta says would.
        case scopeMissing([String])
        /// The administrator role does not allow the request.
        case roleMissing
        /// Client id, key or clock are not what Okta expects.
        case clientRefused
        /// The proof of possession was refused.
        case proofRefused
        /// Our own key cannot sign.
        case keyUnusable

        /// What to do, in words that may stand in a log.
        public var mend: String {
            switch self {
            case .scopesNotGranted(let scopes):
                "grant \(scopes.map(\.rawValue).joined(separator: ", ")) to the service app: Applications, the app, "
                    + "Okta API Scopes"
            case .scopeMissing(let scopes):
                "the token lacks a scope\(scopes.isEmpty ? "" : ", one of " + scopes.joined(separator: ", ")); grant it "
                    + "to the service app: Applications, the app, Okta API Scopes"
            case .roleMissing:
                "the administrator role of the service app, or of the token's owner, does not allow this; give it one "
                    + "that does"
            case .clientRefused:
                "Okta does not know the service app by this key; check OKTA_CLIENT_ID, OKTA_KEY_ID, that the public key "
                    + "is registered and active there, and the clock of this machine"
            case .proofRefused: "Okta refused the proof of possession (DPoP); check the clock of this machine"
            case .keyUnusable: "OKTA_PRIVATE_KEY cannot sign"
            }
        }

        /// Reads what an answer says about the token it refused (RFC 6750, 3.1; RFC 9449, 7.1).
        init?(oktaCode: String?, _ answer: OutboundResponse) {
            let challenges = answer.headers.values(of: "WWW-Authenticate").map(AuthenticateChallenge.init)
            if let challenge = challenges.first(where: { $0["error"] == "insufficient_scope" }) {
                let scopes = (challenge["scope"] ?? "").split(separator: " ").map(String.init)
                self = .scopeMissing(scopes.filter { LogToken($0) != nil })
            } else if challenges.contains(where: { $0["error"] == "invalid_dpop_proof" }) {
                self = .proofRefused
            } else if oktaCode == "E0000006" {
                self = .roleMissing
            } else {
                return nil
            }
        }
    }
}

/// The parameters of a `WWW-Authenticate` header, such as `DPoP error="use_dpop_nonce"`.
struct AuthenticateChallenge {
    private let parameters: [String: String]

    init(_ header: String) {
        var parameters: [String: String] = [:]
        var rest = header[...]
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].split(whereSeparator: { $0 == " " || $0 == "," }).last.map(String.init) ?? ""
            rest = rest[rest.index(after: equals)...]
            let value: Substring
            if rest.first == "\"" {
                rest = rest.dropFirst()
                value = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(value.count + 1)
            } else {
                value = rest.prefix { $0 != "," && $0 != " " }
                rest = rest.dropFirst(value.count)
            }
            parameters[name.lowercased()] = String(value)
        }
        self.parameters = parameters
    }

    subscript(_ name: String) -> String? { parameters[name] }
}

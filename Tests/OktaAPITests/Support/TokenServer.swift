import Clocks
import Crypto
import Foundation
import HTTPTransport
import OktaAPI
import Synchronization

/// A token endpoint that answers by a script, and keeps what it was shown.
final class TokenServer: Sendable {
    private struct State {
        var requests: [OutboundRequest] = []
        var tokens = 0
    }

    private let state = Mutex(State())
    private let answer: @Sendable (OutboundRequest, Int) -> OutboundResponse

    /// Makes a server; the closure gets the request and the number of requests for tokens before it.
    init(_ answer: @escaping @Sendable (OutboundRequest, Int) -> OutboundResponse = TokenServer.plain) {
        self.answer = answer
    }

    /// Gives a bearer token each time, `token1`, `token2` and so on, good for an hour.
    static let plain: @Sendable (OutboundRequest, Int) -> OutboundResponse = { _, count in
        token("token\(count + 1)")
    }

    static func token(_ text: String, type: String = "Bearer", life: Int = 3600) -> OutboundResponse {
        .json(
            #"{"token_type":"\#(type)","expires_in":\#(life),"access_token":"\#(text)","scope":"okta.users.read"}"#)
    }

    /// The requests for tokens.
    var tokenRequests: [OutboundRequest] { state.withLock { $0.requests.filter { $0.operation == "token" } } }
    /// All other requests.
    var requests: [OutboundRequest] { state.withLock { $0.requests.filter { $0.operation != "token" } } }

    /// Serves tokens here and everything else by a closure.
    func transport(
        _ rest: @escaping @Sendable (OutboundRequest) async throws(TransportError) -> OutboundResponse = {
            _ throws(TransportError) in .json(#"{"id":"u"}"#)
        }
    ) -> ScriptedTransport {
        ScriptedTransport { [self] request throws(TransportError) in
            let count = state.withLock { state in
                state.requests.append(request)
                if request.operation == "token" { state.tokens += 1 }
                return state.tokens - 1
            }
            guard request.operation == "token" else { return try await rest(request) }
            return answer(request, count)
        }
    }
}

/// The key of the tests' service app: `openssl ecparam -name prime256v1 -genkey -noout`, made for them.
let appKey = P256.Signing.PrivateKey()

func makeServiceApp(
    _ transport: any HTTPTransport, scopes: [OktaScope] = .serving, clock: HandClock = HandClock(),
    key: P256.Signing.PrivateKey = appKey
) throws -> OAuthServiceApp {
    let ids = Mutex(0)
    return OAuthServiceApp(
        orgURL: organisation, clientID: "0oaclient", key: try ServiceAppKey(key.pemRepresentation, id: "key-1"),
        scopes: scopes, transport: transport, timing: clock.timing,
        freshID: {
            ids.withLock {
                $0 += 1; return "id\($0)"
            }
        })
}

/// A signed token taken apart without the library that made it.
struct TakenApart {
    let header: [String: Any]
    let claims: [String: Any]
    let signed: Data
    let signature: Data

    init?(_ token: String?) {
        let parts = (token ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = Self.bytes(parts[0]), let claims = Self.bytes(parts[1]),
            let signature = Self.bytes(parts[2]),
            let headerObject = try? JSONSerialization.jsonObject(with: header) as? [String: Any],
            let claimsObject = try? JSONSerialization.jsonObject(with: claims) as? [String: Any]
        else { return nil }
        self.header = headerObject
        self.claims = claimsObject
        signed = Data("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
    }

    /// Decodes base64url, which has no padding and none of `+/=`.
    static func bytes(_ text: String) -> Data? {
        guard !text.contains(where: { "+/=".contains($0) }) else { return nil }
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }

    /// Checks an ES256 signature.
    func isSigned(by key: P256.Signing.PublicKey) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(signature, for: signed)
    }

    /// The key that a proof of possession carries.
    var embeddedKey: P256.Signing.PublicKey? {
        guard let jwk = header["jwk"] as? [String: String], jwk["kty"] == "EC", jwk["crv"] == "P-256",
            Set(jwk.keys) == ["kty", "crv", "x", "y"], let x = jwk["x"].flatMap(Self.bytes),
            let y = jwk["y"].flatMap(Self.bytes)
        else { return nil }
        return try? P256.Signing.PublicKey(rawRepresentation: x + y)
    }
}

/// Reads a form's fields.
func fields(_ body: [UInt8]?) -> [String: String] {
    let pairs = String(decoding: body ?? [], as: UTF8.self).split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]).removingPercentEncoding ?? "" : "")
    }
    return Dictionary(pairs) { first, _ in first }
}

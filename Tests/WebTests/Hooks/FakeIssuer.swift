import Clocks
import Crypto
import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import Web

/// An issuer of tokens whose keys, answers and troubles a test lays down.
final class FakeIssuer: Sendable {
    static let name = "https://acme.okta.example/oauth2/default"
    static let date = Date(timeIntervalSince1970: 1_780_000_000)

    struct State {
        var keys: [String] = []
        var isDown = false
        var hangs = false
        var issuer = FakeIssuer.name
        var keySetURL = "https://acme.okta.example/keys"
        /// Where there is metadata.
        var metadataPath = "/.well-known/openid-configuration"
        var now = Duration.zero
    }

    private let state = Mutex(State())
    private let start = ContinuousClock.now
    let key = P256.Signing.PrivateKey()

    init() { publish([(key, "k1")]) }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    func publish(_ keys: [(P256.Signing.PrivateKey, String)]) {
        let texts = keys.map { key, name in
            let raw = key.publicKey.rawRepresentation
            return """
                {"kty":"EC","crv":"P-256","use":"sig","kid":"\(name)","x":"\(Self.base64(raw.prefix(32)))",\
                "y":"\(Self.base64(raw.suffix(32)))"}
                """
        }
        change { $0.keys = texts }
    }

    /// Moves the clock on.
    func advance(by duration: Duration) { change { $0.now += duration } }

    var timing: Timing {
        Timing(
            now: { self.start + self.state.withLock(\.now) },
            date: { Self.date.addingTimeInterval(self.state.withLock(\.now) / .seconds(1)) },
            random: { 0 },
            sleep: { _ in
                // Only a test that lets the issuer hang waits for the clock.
                if !self.state.withLock(\.hangs) { try await Task.sleep(for: .seconds(3600)) }
            })
    }

    /// The issuer's side of the network.
    var transport: ScriptedTransport {
        ScriptedTransport { request throws(TransportError) in
            let state = self.state.withLock { $0 }
            if state.hangs { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
            if state.isDown { throw TransportError(.connect, "nobody there") }
            if request.url == Self.name + state.metadataPath
                || request.url == "https://acme.okta.example" + state.metadataPath
            {
                return .json(#"{"issuer":"\#(state.issuer)","jwks_uri":"\#(state.keySetURL)"}"#)
            }
            guard request.url == state.keySetURL else { return .json("{}", status: 404) }
            let junk = #"{"kty":"oct","k":"AAAA","kid":"k0"},{"kty":"RSA","use":"enc","n":"AQAB","e":"AQAB","kid":"e"}"#
            return .json(#"{"keys":[\#(([junk] + state.keys).joined(separator: ","))]}"#)
        }
    }

    func tokens(_ transport: ScriptedTransport, scope: String? = "telephony", logger: Logger) -> BearerTokens {
        BearerTokens(
            rules: BearerRules(issuer: Self.name, audience: "api://default", scope: scope), transport: transport,
            budget: .milliseconds(2500), timing: timing, logger: logger)
    }

    // MARK: Tokens

    static let claims: [String: String] = [
        "iss": "\"\(name)\"", "aud": "\"api://default\"", "exp": "1780003600", "scp": #"["telephony","other"]"#,
    ]

    /// Signs a token; nil takes a claim out.
    func token(
        _ changes: [String: String?] = [:], header: String = #"{"alg":"ES256","kid":"k1"}"#,
        key: P256.Signing.PrivateKey? = nil
    ) throws -> String {
        var claims = Self.claims
        for (name, value) in changes { claims[name] = value }
        let text = "{" + claims.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        let signed = Self.base64(Data(header.utf8)) + "." + Self.base64(Data(text.utf8))
        let signature = try (key ?? self.key).signature(for: Data(signed.utf8)).rawRepresentation
        return signed + "." + Self.base64(signature)
    }

    static func base64(_ data: some DataProtocol) -> String {
        Data(data).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Made with OpenSSL; the private key is gone.
    static let rsaToken = """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2FjbWUub2t0YS5leGFtcGxlL29\
        hdXRoMi9kZWZhdWx0IiwiYXVkIjoiYXBpOi8vZGVmYXVsdCIsImlhdCI6MTc4MDAwMDAwMCwiZXhwIjoxNzgwMDAzNjAwLCJzY3A\
        iOlsidGVsZXBob255Il19.XZ4U5-Q4DJ9QJe7JiCZ-ixouoR0TjIT2-2eo2sl96Q3uporknTfJRTI55Pq_JgLQ51EISuc7HP56Uw\
        Kr2C3-J8K6qjDPDAWg-PQK_dE8HS-BzfYMOBkMhvzf5kqzgV9JOb65RcYQDgatDiuHVzWf91q58kxRjN831e1K0s9sJjK4GZuzka\
        fimy2k4-mT_7DKq1dK5WcXur3o509aDjSdoDf3D4FIwroCF8XvYsYlVUEoHwtiBd0h7iEeYCBysqfIyLiS3W-Yf6ll4FEQxofKOx\
        TFfB2VdvPvRrZq2VJh2vEG_2GErqa_BJ3sDADIV4UWn4lrLGGH4Lb87sY9DOIgGA
        """

    static let rsaKey = #"{"kty":"RSA","alg":"RS256","use":"sig","kid":"rsa","e":"AQAB","n":""# + rsaModulus + #""}"#

    private static let rsaModulus = """
        qgWjXd4qCZRoUtoSpnrSRdOi3bBsRYIXujAkITO_Hsxuaj6njHxc9NA389B4X0c_2DeDBAOAwhWTu8SBULtSqx8lj_Dbx6_-9o7Q\
        9_SKdXTXFR1UmIBohEK_iBXmBD6I7DRLDuXdzqvi00T1_FvfLicPLC3OIKXjuuqn4VCneQPeyrpwQWSE5CloB6cPw07wzu7LN4VW\
        QH5SERV9cLrKLtRkhWAT8rrbQddtziQDaeQKPQabMeSm8ONH6W-ZjwV5OVZj3tsVjDQ-4DgHI6GwLprKmnxu4IAnBFzsOuO6GsRC\
        SkgWNxHE5qI10e2U69JzrWPXm3exGcRXSOBhFh0JYQ
        """
}

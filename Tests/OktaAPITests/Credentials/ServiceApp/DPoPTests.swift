import Crypto
import Foundation
import HTTPTransport
import OktaAPI
import Synchronization
import Testing

@Suite("Proofs of possession")
struct DPoPTests {
    /// Demands proofs as Okta does: first the proof, then its own nonce in it.
    private static func strict(nonce: @escaping @Sendable () -> String = { "nonce1" }) -> TokenServer {
        TokenServer { request, count in
            guard let proof = TakenApart(request.headers["DPoP"]) else {
                return .json(
                    #"{"error":"invalid_dpop_proof","error_description":"The DPoP proof JWT header is missing."}"#,
                    status: 400)
            }
            guard proof.claims["nonce"] as? String == nonce() else {
                return .json(#"{"error":"use_dpop_nonce"}"#, status: 400, headers: [("dpop-nonce", nonce())])
            }
            return TokenServer.token("token\(count)", type: "DPoP")
        }
    }

    @Test
    func `Where they are demanded a token takes three requests once, and its requests bring proofs`() async throws {
        let server = Self.strict()
        let transport = server.transport()
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        _ = try await client.user(id: "00u1?x=1", deadline: soon)
        _ = try await client.user(id: "u", deadline: soon)
        #expect(server.tokenRequests.count == 3)
        #expect(server.requests.map { $0.headers["Authorization"] } == ["DPoP token2", "DPoP token2"])
        let proofs = server.requests.compactMap { TakenApart($0.headers["DPoP"]) }
        #expect(proofs.count == 2)
        let key = try #require(proofs[0].embeddedKey)
        let hash = Data(SHA256.hash(data: Data("token2".utf8)))
        for (proof, request) in zip(proofs, server.requests) {
            #expect(proof.isSigned(by: key))
            #expect(proof.header["typ"] as? String == "dpop+jwt")
            #expect(proof.header["alg"] as? String == "ES256")
            #expect(proof.claims["htm"] as? String == "GET")
            #expect(proof.claims["htu"] as? String == request.url.split(separator: "?").first.map(String.init))
            #expect(proof.claims["iat"] as? Int == 1_553_616_411)
            #expect((proof.claims["ath"] as? String).flatMap(TakenApart.bytes) == hash)
            #expect(proof.claims["nonce"] == nil)
        }
        #expect(key.rawRepresentation != appKey.publicKey.rawRepresentation)
        let tokenProofs = server.tokenRequests.compactMap { TakenApart($0.headers["DPoP"]) }
        #expect(tokenProofs.count == 2)
        #expect(tokenProofs.allSatisfy { $0.isSigned(by: key) && $0.claims["ath"] == nil })
        #expect(tokenProofs.allSatisfy { $0.claims["htm"] as? String == "POST" })
        #expect(tokenProofs.allSatisfy { $0.claims["htu"] as? String == organisation + "/oauth2/v1/token" })
        let ids = (proofs + tokenProofs).compactMap { $0.claims["jti"] as? String }
        #expect(Set(ids).count == 4)
    }

    @Test
    func `The nonce is remembered, so that the next token takes one request`() async throws {
        let server = Self.strict()
        let transport = server.transport { request throws(TransportError) in
            request.headers["Authorization"] == "DPoP token2"
                ? .json(#"{"errorCode":"E0000011"}"#, status: 401) : .json(#"{"id":"u"}"#)
        }
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        _ = try await client.user(id: "u", deadline: soon)
        #expect(server.tokenRequests.count == 4)
        #expect(server.requests.last?.headers["Authorization"] == "DPoP token3")
    }

    @Test
    func `A nonce that Okta replaced costs one more request`() async throws {
        let nonce = Mutex("nonce1")
        let server = Self.strict(nonce: { nonce.withLock { $0 } })
        let transport = server.transport { request throws(TransportError) in
            request.headers["Authorization"] == "DPoP token2"
                ? .json("", status: 401) : .json(#"{"id":"u"}"#)
        }
        let app = try makeServiceApp(transport)
        _ = try await app.grantedScopes(deadline: soon)
        nonce.withLock { $0 = "nonce2" }
        _ = try await makeClient(transport, credentials: app).user(id: "u", deadline: soon)
        #expect(server.tokenRequests.count == 5)
    }

    @Test
    func `A server that is never content is not asked for ever`() async throws {
        let server = TokenServer { _, count in
            .json(#"{"error":"use_dpop_nonce"}"#, status: 400, headers: [("DPoP-Nonce", "n\(count)")])
        }
        let transport = server.transport()
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        let error = await #expect(throws: OktaError.self) { try await client.user(id: "u", deadline: soon) }
        #expect(error?.hint == .proofRefused)
        #expect(server.tokenRequests.count == 3)
    }

    @Test
    func `A nonce that the interface wants is used, and the newest of its answers after that`() async throws {
        let server = Self.strict()
        let count = Mutex(0)
        let transport = server.transport { request throws(TransportError) in
            let number = count.withLock {
                $0 += 1; return $0
            }
            let wanted = number == 1 ? nil : "r\(number - 1)"
            guard wanted != nil, TakenApart(request.headers["DPoP"])?.claims["nonce"] as? String == wanted else {
                return .json(
                    "{}", status: 401,
                    headers: [("WWW-Authenticate", #"DPoP error="use_dpop_nonce""#), ("DPoP-Nonce", "r\(number)")])
            }
            return .json(#"{"id":"u"}"#, headers: [("DPoP-Nonce", "r\(number)")])
        }
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        for _ in 0..<3 { _ = try await client.user(id: "u", deadline: soon) }
        #expect(server.requests.count == 4)
        #expect(server.tokenRequests.count == 3)
    }

    @Test
    func `A plain token that is refused for want of a proof is replaced by a bound one`() async throws {
        let server = TokenServer { request, count in
            request.headers["DPoP"] == nil
                ? TokenServer.token("plain") : TokenServer.token("bound\(count)", type: "DPoP")
        }
        let transport = server.transport { request throws(TransportError) in
            request.headers["DPoP"] == nil
                ? .json("{}", status: 401, headers: [("WWW-Authenticate", #"DPoP error="invalid_dpop_proof""#)])
                : .json(#"{"id":"u"}"#)
        }
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        _ = try await client.user(id: "u", deadline: soon)
        #expect(server.requests.map { $0.headers["Authorization"] } == ["Bearer plain", "DPoP bound1"])
    }
}

import Clocks
import Crypto
import Foundation
import HTTPTransport
import OktaAPI
import Synchronization
import Testing

@Suite("The service app's tokens")
struct ServiceAppTests {
    @Test
    func `A token is asked for with a signed assertion, and shown with every request`() async throws {
        let server = TokenServer()
        let transport = server.transport()
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        _ = try await client.user(id: "u", deadline: soon)
        _ = try await client.user(id: "u", deadline: soon)
        let request = try #require(server.tokenRequests.first)
        #expect(server.tokenRequests.count == 1)
        #expect(request.method == "POST")
        #expect(request.url == organisation + "/oauth2/v1/token")
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["DPoP"] == nil)
        let form = fields(request.body)
        #expect(form["grant_type"] == "client_credentials")
        #expect(form["scope"] == "okta.users.read okta.users.manage")
        #expect(form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        #expect(server.requests.map { $0.headers["Authorization"] } == ["Bearer token1", "Bearer token1"])
        #expect(server.requests.allSatisfy { $0.headers["DPoP"] == nil })
        let assertion = try #require(TakenApart(form["client_assertion"]))
        #expect(assertion.isSigned(by: appKey.publicKey))
        #expect(assertion.header["alg"] as? String == "ES256")
        #expect(assertion.header["kid"] as? String == "key-1")
        #expect(assertion.claims["iss"] as? String == "0oaclient")
        #expect(assertion.claims["sub"] as? String == "0oaclient")
        #expect(assertion.claims["aud"] as? String == request.url)
        #expect(assertion.claims["iat"] as? Int == 1_553_616_411)
        #expect(assertion.claims["exp"] as? Int == 1_553_616_711)
        #expect(assertion.claims["jti"] as? String == "id1")
    }

    @Test
    func `Callers who come together wait for one request`() async throws {
        let gate = Gate()
        let asked = Mutex(0)
        let transport = ScriptedTransport { request throws(TransportError) in
            guard request.operation == "token" else { return .json(#"{"id":"u"}"#) }
            asked.withLock { $0 += 1 }
            await gate.wait()
            return TokenServer.token("token1")
        }
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await client.user(id: "u", deadline: soon) } }
            while asked.withLock({ $0 }) == 0 { await Task.yield() }
            await gate.open()
            try await group.waitForAll()
        }
        #expect(asked.withLock { $0 } == 1)
        #expect(transport.requests.count == 51)
    }

    @Test
    func `Near its end a token is renewed once, and nobody waits for that`() async throws {
        let clock = HandClock()
        let gate = Gate()
        let asked = Mutex(0)
        let transport = ScriptedTransport { request throws(TransportError) in
            guard request.operation == "token" else { return .json(#"{"id":"u"}"#) }
            let count = asked.withLock {
                $0 += 1; return $0
            }
            if count > 1 { await gate.wait() }
            return TokenServer.token("token\(count)")
        }
        let app = try makeServiceApp(transport, clock: clock)
        let client = makeClient(transport, credentials: app, clock: clock)
        _ = try await client.user(id: "u", deadline: soon)
        try await clock.timing.pause(.seconds(3299))
        _ = try await client.user(id: "u", deadline: soon)
        #expect(asked.withLock { $0 } == 1)
        try await clock.timing.pause(.seconds(2))
        for _ in 0..<5 { _ = try await client.user(id: "u", deadline: soon) }
        while asked.withLock({ $0 }) < 2 { await Task.yield() }
        let shown = transport.requests.filter { $0.operation == "user" }.map { $0.headers["Authorization"] }
        #expect(shown == Array(repeating: "Bearer token1", count: 7))
        await gate.open()
        // Who comes after the end of the old one has the new one, whether it is there by then or still on its way.
        try await clock.timing.pause(.seconds(400))
        _ = try await client.user(id: "u", deadline: soon)
        #expect(transport.requests.last?.headers["Authorization"] == "Bearer token2")
        #expect(asked.withLock { $0 } == 2)
    }

    @Test
    func `A renewal that fails is tried again later, and the old token serves until its end`() async throws {
        let clock = HandClock()
        let server = TokenServer { _, count in
            count == 0 ? TokenServer.token("token1") : .json(#"{"error":"temporarily_unavailable"}"#, status: 503)
        }
        let transport = server.transport()
        let client = makeClient(transport, credentials: try makeServiceApp(transport, clock: clock), clock: clock)
        _ = try await client.user(id: "u", deadline: soon)
        try await clock.timing.pause(.seconds(3400))
        for _ in 0..<3 {
            _ = try await client.user(id: "u", deadline: soon)
            while server.tokenRequests.count < 3 { await Task.yield() }
        }
        #expect(server.tokenRequests.count == 3)
        #expect(server.requests.allSatisfy { $0.headers["Authorization"] == "Bearer token1" })
    }

    @Test
    func `A refused token is replaced once, however many were refused with it`() async throws {
        let server = TokenServer()
        let transport = server.transport { request throws(TransportError) in
            request.headers["Authorization"] == "Bearer token1"
                ? .json(#"{"errorCode":"E0000011"}"#, status: 401) : .json(#"{"id":"u"}"#)
        }
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.user(id: "u", deadline: soon) } }
            try await group.waitForAll()
        }
        #expect(server.tokenRequests.count == 2)
    }

    @Test
    func `Waiting for a token ends with the caller's own deadline`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport { request throws(TransportError) in
            await gate.wait()
            return TokenServer.token("token1")
        }
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        let error = await #expect(throws: OktaError.self) {
            try await client.user(id: "u", deadline: .now + .milliseconds(20))
        }
        #expect(error?.code == .timeout)
        #expect(error?.fate == .unsent)
        await gate.open()
    }

    @Test
    func `The token's own scopes are told`() async throws {
        let app = try makeServiceApp(TokenServer().transport())
        #expect(try await app.grantedScopes(deadline: soon) == ["okta.users.read"])
    }

    @Test
    func `Nothing of key or token is shown`() async throws {
        let transport = TokenServer().transport()
        let app = try makeServiceApp(transport)
        _ = try await app.grantedScopes(deadline: soon)
        var shown = ""
        dump(app, to: &shown)
        dump(try ServiceAppKey(appKey.pemRepresentation, id: "key-1"), to: &shown)
        #expect(!shown.contains("token1") && !shown.contains("BEGIN"))
    }
}

/// Holds those who wait until it is opened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}

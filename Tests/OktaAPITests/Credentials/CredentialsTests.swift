import HTTPTransport
import OktaAPI
import Synchronization
import Testing

/// Credentials whose token changes each time it is dropped.
private final class FakeCredentials: OktaCredentials {
    private let state = Mutex((token: 1, seen: [String]()))

    var seen: [String] { state.withLock { $0.seen } }

    func authorize(_ request: inout OutboundRequest, deadline: ContinuousClock.Instant) async throws(OktaError) {
        // As a proof of possession would: bound to method and URL, and made anew each time.
        let (token, count) = state.withLock { state in
            state.seen.append("\(request.method) \(request.url)")
            return (state.token, state.seen.count)
        }
        request.headers["Authorization"] = "DPoP token\(token)"
        request.headers["DPoP"] = "proof\(count)"
    }

    func invalidate(_ request: OutboundRequest, refusedWith answer: OutboundResponse) async -> Bool {
        state.withLock { $0.token += 1 }
        return true
    }
}

@Suite("Credentials for Okta")
struct CredentialsTests {
    @Test("A token that Okta refuses is dropped, and the request sent once more, a verify too")
    func renewed() async throws {
        let transport = ScriptedTransport(answers: [
            .success(.json(#"{"errorCode":"E0000011"}"#, status: 401)),
            .success(.json(#"{"factorResult":"SUCCESS"}"#)),
        ])
        let credentials = FakeCredentials()
        let client = makeClient(transport, credentials: credentials)
        let answer = try await client.verify(user: "u", factor: "f", passCode: "1", deadline: soon)
        #expect(answer.factorResult == .success)
        #expect(transport.requests.map { $0.headers["Authorization"] } == ["DPoP token1", "DPoP token2"])
        #expect(transport.requests.map { $0.headers["DPoP"] } == ["proof1", "proof2"])
        #expect(credentials.seen == transport.requests.map { "\($0.method) \($0.url)" })
    }

    @Test("A fresh token that is refused as well is the end")
    func refused() async {
        let transport = ScriptedTransport { _ in .json(#"{"errorCode":"E0000011"}"#, status: 401) }
        let client = makeClient(transport, credentials: FakeCredentials())
        let error = await #expect(throws: OktaError.self) { try await client.user(id: "u", deadline: soon) }
        #expect(error?.code == .unauthorized)
        #expect(transport.requests.count == 2)
    }

    @Test("Where there is no other token a 401 is final")
    func token() async {
        let transport = ScriptedTransport { _ in .json("", status: 401) }
        let error = await #expect(throws: OktaError.self) {
            try await makeClient(transport).user(id: "u", deadline: soon)
        }
        #expect(error?.code == .unauthorized)
        #expect(transport.requests.count == 1)
    }

    @Test("A token shows nothing of itself")
    func discretion() {
        var shown = ""
        dump(SSWSToken("00secret"), to: &shown)
        #expect(!"\(shown)\(SSWSToken("00secret"))".contains("secret"))
    }
}

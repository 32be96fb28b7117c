import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing
import TwilioAPI

@testable import Web

@Suite struct `The path of PUBLIC_URL` {
    private static let publicURL = "https://ex.example.com/ivr-x"

    /// Routes as the service has them, which answer with the path that they see.
    private func application(_ publicURL: String, _ path: String) -> some ApplicationProtocol {
        let router = Router(context: AppContext.self)
        let gate = SignatureGate(
            signature: WebhookSignature(authTokens: [House.token], sharedKeys: []), publicURL: publicURL)
        for route in ["/ivr/welcome", "/sms-forward/status"] {
            router.post(RouterPath(route)) { request, _ in
                do {
                    return Response.text(try await gate.open(request).path, type: "text/plain")
                } catch {
                    return Response(status: .forbidden)
                }
            }
        }
        for route in ["/health", "/ready", "/.well-known/jwks.json", "/voicemail/:token", "/event-hook"] {
            router.get(RouterPath(route)) { request, _ in request.uri.path }
        }
        return Application(
            responder: PublicPath(path, routes: router.routes.map { "\($0.path)" }, inner: router.buildResponder()),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func expect(_ client: any TestClientProtocol, _ path: String, _ status: Int) async throws {
        let found = try await client.execute(uri: path, method: .get) { $0.status.code }
        #expect(found == status, "\(path)")
    }

    private func expect(
        _ client: any TestClientProtocol, _ path: String, signedFor url: String, _ status: Int
    ) async throws {
        let fields = [("CallSid", "CA1"), ("From", "+15555550001")]
        let found = try await client.execute(
            uri: path, method: .post,
            headers: [
                .contentType: "application/x-www-form-urlencoded",
                .twilioSignature: Line.sign(url, fields, key: House.token),
            ], body: ByteBuffer(string: Line.encode(fields))
        ) { $0.status.code }
        #expect(found == status, "\(path) signed for \(url)")
    }

    @Test func `Webhooks are answered with the path and without it, by one signature, which is for the whole URL`()
        async throws
    {
        try await application(Self.publicURL, "/ivr-x").test(.router) { client in
            for path in ["/ivr/welcome", "/sms-forward/status?x=%20y"] {
                let url = Self.publicURL + path
                try await expect(client, "/ivr-x" + path, signedFor: url, 200)
                try await expect(client, path, signedFor: url, 200)
                try await expect(client, "/ivr-x" + path, signedFor: "https://ex.example.com" + path, 403)
                try await expect(client, "/ivr-x" + path, signedFor: Self.publicURL + "/ivr-x" + path, 403)
                try await expect(client, "/ivr-x/ivr-x" + path, signedFor: url, 404)
                try await expect(client, "/IVR-X" + path, signedFor: url, 404)
            }
        }
    }

    @Test func `What nobody signs is answered under both, too`() async throws {
        try await application(Self.publicURL, "/ivr-x").test(.router) { client in
            for path in ["/health", "/ready", "/.well-known/jwks.json", "/voicemail/abc", "/event-hook"] {
                for prefix in ["", "/ivr-x"] {
                    try await expect(client, prefix + path, 200)
                }
            }
            for path in ["/ivr-x", "/ivr-x/", "/ivr-xy/health", "/ivr-x?a=/health", "/ivr-x//health"] {
                try await expect(client, path, 404)
            }
        }
    }

    @Test func `A path that is called like a route is told from it`() async throws {
        try await application("https://ex.example.com/ivr", "/ivr").test(.router) { client in
            let url = "https://ex.example.com/ivr/ivr/welcome"
            try await expect(client, "/ivr/ivr/welcome", signedFor: url, 200)
            try await expect(client, "/ivr/welcome", signedFor: url, 200)
            try await expect(client, "/ivr/health", 200)
        }
    }

    @Test func `Without a path nothing is taken off`() async throws {
        try await application("https://ex.example.com", "").test(.router) { client in
            let url = "https://ex.example.com/ivr/welcome"
            try await expect(client, "/ivr/welcome", signedFor: url, 200)
        }
    }
}

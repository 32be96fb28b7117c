import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import TwilioAPI

@testable import Web

@Suite("The gate of signed webhooks")
struct SignatureGateTests {
    @Test(
        "A URL with capitals in its host passes as it was written and in lower case, and in no third way",
        arguments: [
            ("https://IVR.Example.com", 200), ("https://ivr.example.com", 200), ("https://IVR.EXAMPLE.COM", 403),
            ("https://other.example.com", 403),
        ])
    func capitals(_ signedURL: String, _ status: Int) async throws {
        let gate = SignatureGate(
            signature: WebhookSignature(authTokens: [House.token], sharedKeys: []),
            publicURL: "https://ivr.example.com", asWritten: "https://IVR.Example.com")
        let router = Router(context: AppContext.self)
        router.post("/ivr/welcome") { request, _ in
            do {
                _ = try await gate.open(request)
                return HTTPResponse.Status.ok
            } catch {
                return .forbidden
            }
        }
        let headers: HTTPFields = [
            .contentType: "application/x-www-form-urlencoded",
            .twilioSignature: Line.sign(signedURL + "/ivr/welcome", [("CallSid", "CA1")], key: House.token),
        ]
        try await Application(responder: router.buildResponder()).test(.router) { client in
            let body = ByteBuffer(string: "CallSid=CA1")
            try await client.execute(uri: "/ivr/welcome", method: .post, headers: headers, body: body) {
                #expect($0.status.code == status)
            }
        }
    }
}

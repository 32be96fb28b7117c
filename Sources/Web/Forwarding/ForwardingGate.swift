import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import TwilioAPI

/// The way into the webhooks of company numbers: the signature first, then whatever the request is for.
struct ForwardingGate: Sendable {
    let gate: SignatureGate

    typealias Handler = @Sendable (SignedRequest, AppContext) async -> String

    /// Adds a webhook, also by GET, for numbers that are set to it.
    func both(_ path: RouterPath, _ router: Router<AppContext>, _ handler: @escaping Handler) {
        for method in [HTTPRequest.Method.post, .get] {
            router.on(path, method: method) { request, context in await answer(request, context, handler) }
        }
    }

    private func answer(_ request: Request, _ context: AppContext, _ handler: Handler) async -> Response {
        switch await admit(request, context) {
        case .success(let signed): .twiML(await handler(signed, context))
        // What is too large to be looked at has no valid signature.
        case .failure: Response(status: .forbidden)
        }
    }

    private func admit(
        _ request: Request, _ context: AppContext
    ) async -> Result<SignedRequest, SignatureGate.Refusal> {
        do {
            return .success(try await gate.open(request))
        } catch {
            Counter(label: "voicegate_webhooks_refused", dimensions: [("reason", "\(error)")]).increment()
            context.logger.warning("webhook refused", metadata: ["reason": "\(error)"])
            return .failure(error)
        }
    }
}

extension Limits {
    /// Seconds until Okta must have said whose a company number is.
    static let ownerLookup: Duration = .seconds(6)
    /// Seconds until a text that is sent within a webhook must be on its way.
    static let textSending: Duration = .seconds(8)
}

/// Documents in which nothing is said.
enum Wordless {
    static let nothing = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>"
    static let hangUp = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Hangup/></Response>"
    static let busy = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Reject reason=\"busy\"/></Response>"
}

import HTTPTypes
import Hummingbird
import Logging
import Metrics

extension SignatureGate {
    /// Answers a request that Twilio signed; any other is turned away, counted and logged.
    ///
    /// What is too large to be looked at has no valid signature.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - context: Its context.
    ///   - what: What it is, for the log.
    ///   - answer: Answers it.
    /// - Returns: The answer; 403 without a signature, and nothing happens.
    func admit(
        _ request: Request, _ context: AppContext, as what: String = "webhook",
        _ answer: (SignedRequest) async -> Response
    ) async -> Response {
        let signed: SignedRequest
        do {
            signed = try await open(request)
        } catch {
            WebhookMeter.refused(error.rawValue)
            // The route's own words: what stands in the request may be anybody's.
            context.logger.warning(
                "\(what) refused",
                metadata: [
                    "reason": "\(error.rawValue)", "route": "\(context.endpointPath ?? "-")", "mend": "\(error.mend)",
                ])
            return Response(status: .forbidden)
        }
        return await answer(signed)
    }

    /// Adds a webhook that is answered with TwiML, also by GET, for numbers that are set to it.
    func both(
        _ path: RouterPath, _ router: Router<AppContext>,
        _ document: @escaping @Sendable (SignedRequest, AppContext) async -> String
    ) {
        for method in [HTTPRequest.Method.post, .get] {
            router.on(path, method: method) { request, context in
                await admit(request, context) { .twiML(await document($0, context)) }
            }
        }
    }
}

extension SignatureGate.Refusal {
    /// What an operator does about requests that are Twilio's all the same.
    fileprivate var mend: String {
        switch self {
        case .forged: "compare PUBLIC_URL with what is entered at Twilio, TWILIO_AUTH_TOKEN with the account's"
        case .cut: "whoever sent it went away, or took longer than 15 seconds"
        case .tooLarge: "Twilio sends nothing that large; see who else calls this URL"
        }
    }
}

/// Counts webhooks that are turned away.
enum WebhookMeter {
    /// Counts one that does not prove who sends it, or is too large.
    static func refused(_ reason: String) {
        Counter(label: "voicegate_webhooks_refused", dimensions: [("reason", reason)]).increment()
    }
}

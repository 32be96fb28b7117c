import CallFlow
import Logging
import TwilioAPI

/// Redirects live calls through Twilio's REST API.
struct TwilioLiveCalls: LiveCalls {
    let twilio: TwilioClient
    let logger: Logger

    func redirect(_ id: CallID, to url: String, deadline: ContinuousClock.Instant) async -> RedirectOutcome {
        do {
            try await twilio.redirectCall(id.value, to: url, deadline: deadline)
            return .redirected
        } catch {
            if error.code == .callNotInProgress || error.code == .notFound { return .notInProgress }
            logger.warning(
                "Twilio did not redirect the call", metadata: ["call_sid": "\(id.value)", "error": "\(error)"])
            return .failed
        }
    }
}

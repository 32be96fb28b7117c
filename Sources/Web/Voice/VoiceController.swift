import CallFlow
public import Hummingbird
import Logging
import TwiML
import TwilioAPI

/// Twilio's voice webhooks.
///
/// Every answer to a signed request is 200 and TwiML; a request without a valid signature gets 403 and nothing happens.
public struct VoiceController: Sendable {
    private let driver: CallDriver
    private let gate: SignatureGate
    private let defaultRegion: String

    /// Makes a controller.
    public init(driver: CallDriver, gate: SignatureGate, defaultRegion: String) {
        self.driver = driver
        self.gate = gate
        self.defaultRegion = defaultRegion
    }

    /// Adds the routes; each also by GET, for numbers that are set to it.
    public func addRoutes(to router: Router<AppContext>) {
        both("/ivr/welcome", router) { request, _, logger in await driver.welcome(request, logger: logger) }
        both("/ivr/step/:version", router) { request, context, logger in
            await step(request, context, logger) { state in
                if state.phase == .agent, let result = request.transferResult { return .transferEnded(.init(result)) }
                return .input(request.input)
            }
        }
        both("/ivr/step/:version/again", router) { request, context, logger in
            await step(request, context, logger) { _ in .cameRound }
        }
        both("/ivr/resume", router) { request, _, logger in await driver.current(request, logger: logger) }
        both("/ivr/over", router) { request, _, logger in
            let result = request.transferResult.map { TransferOutcome($0) }
            return result == .unanswered ? driver.anotherTry(logger) : driver.farewell(logger)
        }
        both("/ivr/status", router) { request, _, logger in
            if Self.final.contains(request.callStatus ?? "") {
                logger.info("call ended", metadata: ["status": "\(request.callStatus ?? "")"])
                await driver.hungUp(request.id, logger: logger)
            }
            return TwiMLDocument.empty
        }
    }

    /// https://www.twilio.com/docs/voice/api/call-resource: statuses after which nothing follows.
    private static let final: Set<String> = ["completed", "busy", "failed", "no-answer", "canceled"]

    private typealias Handler = @Sendable (CallRequest, AppContext, Logger) async -> String

    private func both(_ path: RouterPath, _ router: Router<AppContext>, _ handler: @escaping Handler) {
        gate.both(path, router) { signed, context in await answer(signed, context, handler) }
    }

    private func step(
        _ request: CallRequest, _ context: AppContext, _ logger: Logger,
        _ event: @escaping @Sendable (CallState) -> CallEvent
    ) async -> String {
        // A version that is no number is later than any: the caller hears where the call is.
        let version = context.parameters.get("version", as: Int.self) ?? Int.max
        return await driver.step(request, version: version, logger: logger, event: event)
    }

    private func answer(_ signed: SignedRequest, _ context: AppContext, _ handler: Handler) async -> String {
        let call = CallRequest(
            path: signed.path, form: signed.form, idempotencyToken: signed.idempotencyToken,
            defaultRegion: defaultRegion, deadline: context.arrivedAt + Limits.voiceAnswer)
        guard let call else {
            context.logger.warning("a signed webhook names no call")
            return driver.apology(context.logger, to: nil)
        }
        return await handler(call, context, context.logger(about: "call_sid", call.id.value))
    }
}

extension TransferOutcome {
    /// Reads `DialCallStatus` (https://www.twilio.com/docs/voice/twiml/dial) or `QueueResult`
    /// (https://www.twilio.com/docs/voice/twiml/enqueue).
    init(_ text: String) {
        switch text {
        case "completed", "answered", "bridged", "bridging-in-process", "leave", "hangup", "redirected":
            self = .completed
        default: self = .unanswered
        }
    }
}

public import Clocks
public import Delivery
import Foundation
public import Hummingbird
import Logging
import Metrics
import PhoneNumbers

/// Okta's telephony inline hook: every one-time code that Okta wants delivered comes here.
///
/// Okta waits three seconds and never asks again; a late or odd answer makes it send a message of its own.
public struct TelephonyHookController: Sendable {
    private let gate: HookGate
    private let turnstile: Turnstile
    private let deliverer: OnceDeliverer
    private let settings: TelephonyHookSettings
    private let timing: Timing

    /// What a code lives at Okta, in seconds, where the request does not say.
    private static let usualLifetime = 300.0
    /// No code is kept for longer than a day, whatever the request says.
    private static let longestLifetime = 86_400.0

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - gate: What Okta must present.
    ///   - turnstile: Lets in what can be answered in time.
    ///   - deliverer: Sends codes, each event once.
    ///   - settings: How requests are read and answered.
    ///   - timing: The clocks to go by.
    public init(
        gate: HookGate, turnstile: Turnstile, deliverer: OnceDeliverer, settings: TelephonyHookSettings,
        timing: Timing = .real
    ) {
        self.gate = gate
        self.turnstile = turnstile
        self.deliverer = deliverer
        self.settings = settings
        self.timing = timing
    }

    /// Adds the routes.
    public func addRoutes(to router: Router<AppContext>) {
        for path in ["/telephony-hook", "/api/okta-telephony"] as [RouterPath] {
            router.post(path) { request, context in await answer(request, context) }
        }
    }

    private func answer(_ request: Request, _ context: AppContext) async -> Response {
        if let refusal = await gate.refusal(of: request, "telephony hook", context) { return refusal }
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: Limits.body))
        } catch {
            context.logger.warning("a telephony hook body is too large")
            return .json(HookFault("The body is too large.", location: "body").body, status: .contentTooLarge)
        }
        let hook: TelephonyHookRequest
        do {
            hook = try TelephonyHookRequest(body, defaultRegion: settings.defaultRegion)
        } catch {
            let logger = context.logger(about: "event_id", TelephonyHookRequest.eventID(in: body) ?? "unknown")
            logger.warning("a telephony hook body is not one", metadata: ["field": "\(error.field ?? "-")"])
            return .json(error.body, status: .badRequest)
        }
        let message = message(hook)
        let logger = context.logger(about: "event_id", "\(message.eventID)")
        if case .turnedAway(let reason) = turnstile.enter(message.eventID, arrivedAt: context.arrivedAt) {
            return turnAway(hook, reason, logger, context)
        }
        defer { turnstile.leave(arrivedAt: context.arrivedAt) }
        let outcome = await deliverer.deliver(message, deadline: context.arrivedAt + settings.timeToDeliver)
        let answer = answer(to: hook, outcome)
        note(hook, outcome, answer, logger, after: .now - context.arrivedAt)
        return .json(answer.body, status: .ok)
    }

    /// Answers for a hook that nobody has time for: Okta sends its code, at once and alone.
    private func turnAway(
        _ hook: TelephonyHookRequest, _ reason: Turnstile.Reason, _ logger: Logger, _ context: AppContext
    ) -> Response {
        time(hook, .failed, .now - context.arrivedAt)
        logger.debug("telephony hook turned away", metadata: ["reason": "\(reason.rawValue)"])
        let answer = TelephonyHookAnswer(
            status: .failed, provider: ProviderID.none.name, transactionID: nil, transactionMetadata: "overloaded")
        return .json(answer.body, status: .ok)
    }

    private func time(_ hook: TelephonyHookRequest, _ status: TelephonyHookAnswer.Status, _ elapsed: Duration) {
        Metrics.Timer(
            label: "voicegate_telephony_hook_seconds",
            dimensions: [("channel", hook.channel.rawValue), ("status", status.rawValue.lowercased())]
        ).record(duration: elapsed)
    }

    private func message(_ hook: TelephonyHookRequest) -> CodeMessage {
        let now = timing.date()
        let expiresAt = min(
            hook.expiresAt ?? now.addingTimeInterval(Self.usualLifetime), now.addingTimeInterval(Self.longestLifetime))
        return CodeMessage(
            eventID: hook.eventID ?? UUID().uuidString, code: hook.code, destination: hook.phoneNumber,
            channel: hook.channel == .sms ? .sms : .voice, text: hook.text, locale: hook.locale,
            expiresAt: expiresAt, userID: hook.userID)
    }

    private func note(
        _ hook: TelephonyHookRequest, _ outcome: DeliveryOutcome, _ answer: TelephonyHookAnswer, _ logger: Logger,
        after elapsed: Duration
    ) {
        time(hook, answer.status, elapsed)
        logger.info(
            "telephony hook answered",
            metadata: [
                "status": "\(answer.status.rawValue)", "provider": "\(outcome.provider.name)",
                "refusal": "\(outcome.refusal?.rawValue ?? "none")", "number": "\(hook.phoneNumber.masked)",
                "ms": "\(elapsed.nanoseconds / 1_000_000)",
            ])
    }

    private func answer(to hook: TelephonyHookRequest, _ outcome: DeliveryOutcome) -> TelephonyHookAnswer {
        let withheld = [hook.code.revealed, hook.phoneNumber.e164, String(hook.phoneNumber.e164.dropFirst())]
        let status: TelephonyHookAnswer.Status
        if outcome.refusal != nil {
            // A failure would make Okta send by itself what policy does not want sent.
            status = settings.suppressesRefused ? .successful : .failed
        } else {
            switch outcome.status {
            case .successful: status = .successful
            case .pending: status = .pending
            case .failed: status = .failed
            }
        }
        return TelephonyHookAnswer(
            status: status, provider: outcome.provider.name, transactionID: outcome.transactionID,
            transactionMetadata: outcome.transactionMetadata, withholding: withheld)
    }
}

/// How telephony hook requests are read and answered.
public struct TelephonyHookSettings: Sendable {
    /// Within this the hook answers, whatever providers do (`HOOK_BUDGET_MS`).
    public let budget: Duration
    /// Whether Okta is told that a message which policy refused was sent (`ON_BLOCKED=suppress`).
    public let suppressesRefused: Bool
    /// The country of a number without its country code.
    public let defaultRegion: String

    /// What is left for delivery: reading, writing and the network want a little of the budget.
    var timeToDeliver: Duration { max(budget - .milliseconds(50), budget * 0.5) }

    /// Makes settings.
    public init(budget: Duration, suppressesRefused: Bool, defaultRegion: String) {
        self.budget = budget
        self.suppressesRefused = suppressesRefused
        self.defaultRegion = defaultRegion
    }
}

public import Clocks
public import Delivery
import JSON
import HTTPTypes
public import Hummingbird
import Logging
import Metrics
import NIOCore

/// Okta's event hook: tells which codes were used (https://developer.okta.com/docs/concepts/event-hooks/).
///
/// Okta waits three seconds: what is to be done is written down, and worked off later.
public struct EventHookController: Sendable {
    private let gate: HookGate
    private let usage: UsageReporter
    /// After so long Okta is asked to come again, which it does once.
    private let patience: Duration
    private let timing: Timing

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - gate: What Okta must present.
    ///   - usage: Takes what was used.
    ///   - patience: How long the outbox is waited for.
    ///   - timing: The clocks to go by.
    public init(
        gate: HookGate, usage: UsageReporter, patience: Duration = .seconds(2), timing: Timing = .real
    ) {
        self.gate = gate
        self.usage = usage
        self.patience = patience
        self.timing = timing
    }

    /// Adds the routes.
    public func addRoutes(to router: Router<AppContext>) {
        router.get("/event-hook") { request, context in await verify(request, context) }
        router.post("/event-hook") { request, context in await take(request, context) }
    }

    /// Answers Okta's one-time verification.
    private func verify(_ request: Request, _ context: AppContext) async -> Response {
        if let refusal = await gate.refusal(of: request, "event hook", context) { return refusal }
        guard let challenge = request.headers[.oktaVerificationChallenge], !challenge.isEmpty else {
            return .json(
                HookFault("X-Okta-Verification-Challenge is missing.", location: "X-Okta-Verification-Challenge").body,
                status: .badRequest)
        }
        context.logger.info("Okta verified the event hook")
        return .json(JSONWriter.object { $0.member("verification", challenge) }, status: .ok)
    }

    private func take(_ request: Request, _ context: AppContext) async -> Response {
        if let refusal = await gate.refusal(of: request, "event hook", context) { return refusal }
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: Limits.batch))
        } catch {
            return .json(HookFault("The body is too large.", location: "body").body, status: .contentTooLarge)
        }
        guard let batch = OktaEventBatch(body) else {
            context.logger.warning("an event hook body is not one")
            return .json(HookFault("The body is no JSON.", location: "body").body, status: .badRequest)
        }
        let logger = context.logger(about: "event_id", batch.eventID ?? "unknown")
        Counter(label: "voicegate_events", dimensions: [("kind", "all")]).increment(by: batch.eventCount)
        Counter(label: "voicegate_events", dimensions: [("kind", "code-used")]).increment(by: batch.usedCodes.count)
        let isTaken = await enqueue(batch, until: context.arrivedAt + patience, logger)
        guard isTaken else {
            logger.error("an event hook was not taken; Okta sends it once more")
            return Response(status: .serviceUnavailable, headers: [.retryAfter: "1"])
        }
        logger.info(
            "event hook taken", metadata: ["events": "\(batch.eventCount)", "codes": "\(batch.usedCodes.count)"])
        return Response(status: .noContent)
    }

    private func enqueue(
        _ batch: OktaEventBatch, until deadline: ContinuousClock.Instant, _ logger: Logger
    ) async -> Bool {
        let usage = usage
        let isTaken = await withDeadline(deadline, timing) {
            do {
                try await usage.accept(batch.usedCodes)
                return true
            } catch {
                logger.error("the outbox takes nothing", metadata: ["error": "\(type(of: error))"])
                return false
            }
        }
        return isTaken ?? false
    }
}

extension HTTPField.Name {
    static let oktaVerificationChallenge = constant("X-Okta-Verification-Challenge")
}

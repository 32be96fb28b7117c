public import Clocks
public import Logging
import Metrics
import PhoneNumbers

/// Brings a code to a telephone through the first provider that takes it in time.
public struct Deliverer: Sendable {
    private let senders: [ProviderID: any CodeSender]
    private let routes: ProviderRoutes
    private let breaker: Breaker
    let shares: AttemptShare
    private let timing: Timing
    private let logger: Logger

    /// Puts providers and their order together.
    ///
    /// - Parameters:
    ///   - senders: The providers that are enabled.
    ///   - routes: Their order; names without a sender are passed over.
    ///   - breaker: Knows which of them keep failing.
    ///   - shares: How the time of a request is divided.
    ///   - timing: The clock.
    ///   - logger: Hears of every attempt, without code and number.
    public init(
        senders: [any CodeSender], routes: ProviderRoutes, breaker: Breaker, shares: AttemptShare = AttemptShare(),
        timing: Timing, logger: Logger
    ) {
        self.senders = Dictionary(senders.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.routes = routes
        self.breaker = breaker
        self.shares = shares
        self.timing = timing
        self.logger = logger
    }

    /// The providers that would be asked for a message, the preferred one first.
    public func candidates(for message: CodeMessage) -> [ProviderID] {
        routes.providers(for: message.destination, by: message.channel).filter { id in
            senders[id]?.channels.contains(message.channel) ?? false
        }
    }

    /// Asks one provider after another until one takes the message, forbids going on, or time is up.
    ///
    /// - Parameters:
    ///   - message: One that policy let through.
    ///   - excluded: Providers that are not to be asked.
    ///   - deadline: When the outcome is known at the latest, whatever providers do.
    /// - Returns: The outcome; ``DeliveryOutcome/Status/failed`` without attempts when nobody could be asked.
    public func deliver(
        _ message: CodeMessage, excluding excluded: Set<ProviderID> = [], deadline: ContinuousClock.Instant
    ) async -> Delivery {
        var queue = candidates(for: message).filter { !excluded.contains($0) }[...]
        var attempts: [DeliveryAttempt] = []
        while let id = queue.popFirst(), let sender = senders[id] {
            guard deadline - timing.now() >= shares.least else { break }
            guard await breaker.permission(for: id) != .skipped else {
                count(id, message.channel, "skipped")
                continue
            }
            // Those that the breaker would skip need no share of the time.
            let others = queue.count { !breaker.isOpen($0) }
            let left = deadline - timing.now()
            guard let share = shares.next(left: left, candidates: others + 1) else { break }
            let (attempt, error) = await attempt(message, with: sender, deadline: timing.now() + share)
            attempts.append(attempt)
            if error?.countsAgainstProvider ?? false {
                breaker.failed(id)
            } else {
                // Also one that says no has answered: the row of failures is broken.
                breaker.succeeded(id)
            }
            guard let error, error.permitsNextProvider else { break }
        }
        return Delivery(attempts: attempts)
    }

    private func attempt(
        _ message: CodeMessage, with sender: any CodeSender, deadline: ContinuousClock.Instant
    ) async -> (DeliveryAttempt, DeliveryError?) {
        let (startedAt, begun) = (timing.date(), timing.now())
        let result = await result(of: message, from: sender, by: deadline)
        let attempt: DeliveryAttempt
        var failure: DeliveryError?
        switch result {
        case .success(let receipt):
            attempt = DeliveryAttempt(
                provider: sender.id, stage: .accepted, reference: receipt.reference, detail: receipt.metadata,
                startedAt: startedAt)
        case .failure(let error):
            failure = error
            attempt = DeliveryAttempt(
                provider: sender.id, stage: error.code == .fateUnknown ? .unknown : .failed,
                detail: error.code.rawValue + (error.providerCode.map { "(\($0))" } ?? ""), startedAt: startedAt)
        }
        note(attempt, failure, of: message, after: timing.now() - begun)
        return (attempt, failure)
    }

    /// Waits for the provider no longer than it has, even if it does not keep to its deadline by itself.
    private func result(
        of message: CodeMessage, from sender: any CodeSender, by deadline: ContinuousClock.Instant
    ) async -> Result<DeliveryReceipt, DeliveryError> {
        let result = await withDeadline(deadline, timing) { () -> Result<DeliveryReceipt, DeliveryError> in
            do throws(DeliveryError) {
                return .success(try await sender.send(message, deadline: deadline))
            } catch {
                return .failure(error)
            }
        }
        return result
            ?? .failure(DeliveryError(.fateUnknown, providerCode: "timeout", summary: "no answer in the time it had"))
    }

    private func note(
        _ attempt: DeliveryAttempt, _ error: DeliveryError?, of message: CodeMessage, after elapsed: Duration
    ) {
        count(attempt.provider, message.channel, error?.code.rawValue ?? "accepted")
        let milliseconds = Int(elapsed / .milliseconds(1))
        logger.log(
            level: error == nil ? .info : .warning, "send",
            metadata: [
                "event_id": "\(message.eventID)", "provider": "\(attempt.provider)",
                "channel": "\(message.channel.rawValue)", "number": "\(message.destination.masked)",
                "outcome": "\(error.map(\.description) ?? "accepted")", "ms": "\(milliseconds)",
            ])
    }

    private func count(_ provider: ProviderID, _ channel: DeliveryChannel, _ outcome: String) {
        Counter(
            label: "voicegate_sends",
            dimensions: [("provider", provider.name), ("channel", channel.rawValue), ("outcome", outcome)]
        ).increment()
    }
}

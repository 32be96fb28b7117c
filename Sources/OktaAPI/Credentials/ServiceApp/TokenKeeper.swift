import Clocks

/// Keeps one token, and has it renewed by one caller at a time.
///
/// While the old one is good nobody waits for the next. Where there is none, all wait for the one request, each until
/// its own deadline.
actor TokenKeeper {
    private typealias Answer = Result<AccessToken, OktaError>

    private let endpoint: TokenEndpoint
    private let timing: Timing
    private var token: AccessToken?
    private var isFetching = false
    private var waiting: [Int: CheckedContinuation<Answer, Never>] = [:]
    private var nextWaiter = 0
    /// A refusal that would only be repeated, and until when it is taken for granted.
    private var refusal: (error: OktaError, until: ContinuousClock.Instant)?
    private var nextRenewal: ContinuousClock.Instant?

    /// How long a request for a token may take.
    private static let patience: Duration = .seconds(10)
    /// How long a renewal that failed is not tried again while the old token is good.
    private static let pauseAfterFailure: Duration = .seconds(30)
    /// How long a refusal is believed.
    private static let refusalLasts: Duration = .seconds(2)

    init(endpoint: TokenEndpoint) {
        self.endpoint = endpoint
        timing = endpoint.timing
    }

    /// Gives a token that is good now.
    ///
    /// - Throws: ``OktaError``, with nothing of the caller's own request sent.
    func current(deadline: ContinuousClock.Instant) async throws(OktaError) -> AccessToken {
        let now = timing.now()
        if let token, now < token.endsAt {
            if now >= token.renewAt, !isFetching, nextRenewal.map({ now >= $0 }) ?? true { startFetching() }
            return token
        }
        if let refusal, now < refusal.until { throw refusal.error }
        if !isFetching { startFetching() }
        return try await wait(until: deadline).get()
    }

    /// Drops the token, if it is still the one that was refused.
    func drop(_ text: String) {
        if token?.text == text { token = nil }
    }

    private func startFetching() {
        isFetching = true
        Task { await fetch() }
    }

    private func fetch() async {
        let answer: Answer
        do {
            answer = .success(try await endpoint.fetch(deadline: timing.now() + Self.patience))
        } catch {
            answer = .failure(error.asUnsent)
        }
        let now = timing.now()
        isFetching = false
        switch answer {
        case .success(let fresh):
            token = fresh
            refusal = nil
            nextRenewal = nil
        case .failure(let error):
            nextRenewal = now + Self.pauseAfterFailure
            if error.code == .unauthorized || error.code == .forbidden {
                refusal = (error, now + Self.refusalLasts)
            }
        }
        let all = waiting
        waiting = [:]
        for waiter in all.values { waiter.resume(returning: answer) }
    }

    private func wait(until deadline: ContinuousClock.Instant) async -> Answer {
        let id = nextWaiter
        nextWaiter += 1
        let alarm = Task {
            // The clock that deadlines are told in; ends early once there is an answer.
            guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
            giveUp(id)
        }
        defer { alarm.cancel() }
        return await withCheckedContinuation { waiting[id] = $0 }
    }

    private func giveUp(_ id: Int) {
        waiting.removeValue(forKey: id)?.resume(returning: .failure(OktaError(.timeout, fate: .unsent)))
    }
}

extension OktaError {
    /// The same, for a request that was not sent for want of a token.
    fileprivate var asUnsent: OktaError {
        OktaError(
            code, oktaCode: oktaCode, status: status, requestID: requestID, errorID: errorID, fate: .unsent,
            retryAfter: retryAfter, hint: hint, explanation: explanation)
    }
}

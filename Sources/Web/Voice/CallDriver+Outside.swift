import CallFlow
import Clocks
import Foundation
import Logging
import PhoneNumbers
import TwiML

// Questions of the machine, asked; effects of the machine, done.
extension CallDriver {
    /// Asks what the machine wants to know.
    func answer(
        _ question: Question, _ state: CallState, _ request: CallRequest, _ logger: Logger
    ) async throws -> CallEvent {
        let deadline = request.deadline
        switch question {
        case .identify:
            let lookup = await identify(request, logger)
            return .identified(lookup, language: ownLanguage(of: lookup))
        case .admit(let user): return .admitted(try await isAdmitted(user, state))
        case .sendCode(let factor, let user):
            // Before the first challenge that was asked already.
            if state.phase != .menu, try await !isAdmitted(user, state) { return .codeSent(.lockedOut) }
            let outcome = await ports.challenger.sendCode(
                with: factor, to: user, language: state.language, deadline: bounded(deadline, seconds: 9))
            meter.challenged(factor.kind, outcome: outcome.rawValue)
            return .codeSent(outcome)
        case .checkCode(let passcode, let factor, let user):
            // Counted before it is asked: calls at the same time get no more tries than one after the other.
            let time = now()
            guard try await reserveFailure(of: user, at: time, state) else { return .codeChecked(.lockedOut) }
            let outcome = await ports.challenger.check(
                passcode, of: factor, user: user, deadline: bounded(deadline, seconds: 9))
            meter.answered(factor.kind, outcome: outcome.rawValue)
            if !outcome.isTry { await takeBackFailure(of: user, at: time, before: deadline, logger) }
            return .codeChecked(outcome)
        case .sendPush(let factor, let user):
            // Each push counts until one is approved: who hangs up on them must not send them without end.
            let time = now()
            guard try await reserveFailure(of: user, at: time, state) else { return .pushSent(.lockedOut) }
            let outcome = await ports.challenger.sendPush(
                with: factor, to: user, deadline: bounded(deadline, seconds: 9))
            meter.challenged(.push, outcome: CallMeter.label(outcome))
            if !outcome.isSent { await takeBackFailure(of: user, at: time, before: deadline, logger) }
            return .pushSent(outcome)
        case .checkPush(let push): return .push(await status(of: push, state, deadline, logger), of: push)
        case .readAccount(let user):
            return .account(await account(of: user, state, bounded(deadline, seconds: 5), logger))
        }
    }

    func identify(_ request: CallRequest, _ logger: Logger) async -> CallerLookup {
        guard let number = request.from else { return .unknown(.withheld) }
        let lookup = await ports.directory.identify(number, deadline: bounded(request.deadline, seconds: 6))
        if lookup == .unavailable { logger.warning("the directory did not answer") }
        return lookup
    }

    func ownLanguage(of lookup: CallerLookup) -> String? {
        guard case .found(let caller) = lookup else { return nil }
        return renderer.templates.language(matching: caller.languageTag)
    }

    private func isAdmitted(_ user: UserID, _ state: CallState) async throws -> Bool {
        let since = now().addingTimeInterval(-settings.lockoutSeconds)
        return try await ports.failures.failures(of: user, since: since)
            < state.failureLimit(usual: settings.lockoutFailures)
    }

    private func reserveFailure(of user: UserID, at time: Date, _ state: CallState) async throws -> Bool {
        try await ports.failures.reserveFailure(
            of: user, at: time, since: time.addingTimeInterval(-settings.lockoutSeconds),
            limit: state.failureLimit(usual: settings.lockoutFailures))
    }

    private func takeBackFailure(
        of user: UserID, at time: Date, before deadline: ContinuousClock.Instant, _ logger: Logger
    ) async {
        // It goes on without the caller, who may have waited for Okta until now.
        _ = await withDeadline(deadline, timing) {
            await attempt("a failure that was none could not be taken back", logger) {
                try await ports.failures.takeBackFailure(of: user, at: time)
            }
        }
    }

    /// Asks about a push only when nobody watches it, or its time is over: then this instance goes on watching.
    private func status(
        of push: PushTransaction, _ state: CallState, _ deadline: ContinuousClock.Instant, _ logger: Logger
    ) async -> PushStatus {
        // Nobody hears that their push was not answered before Okta said so: who watched it may be dead.
        let isOver = state.isPushOver(at: now(), by: machine.policy)
        if !isOver {
            if await watcher.isWatching(state.id) { return .unknown }
            if let isHeld = try? await ports.leases.isHeld(state.id, now: now()), isHeld { return .unknown }
        }
        let status = await ports.challenger.status(of: push, deadline: bounded(deadline, seconds: 4))
        switch status {
        case .waiting where isOver, .unknown where isOver: break
        case .waiting, .unknown: await watch(push, of: state, logger)
        case .approved, .rejected, .timedOut, .cancelled, .failed:
            meter.answered(.push, outcome: CallMeter.label(status))
        }
        return status
    }

    private func account(
        of user: UserID, _ state: CallState, _ deadline: ContinuousClock.Instant, _ logger: Logger
    ) async -> AccountSummary? {
        do {
            let token = try await ports.signer.token(for: state, at: now())
            return await ports.accounts.summary(of: user, token: token, language: state.language, deadline: deadline)
        } catch {
            logger.error("the hand-off token could not be signed", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// What is left of the request's time, and no more than `seconds` of it.
    private func bounded(_ deadline: ContinuousClock.Instant, seconds: Double) -> ContinuousClock.Instant {
        min(deadline, timing.now() + .seconds(seconds))
    }

    // MARK: Effects

    /// Does what the machine wants done, after the state was saved.
    ///
    /// - Parameters:
    ///   - transition: What the machine gave.
    ///   - id: The call.
    ///   - byWatch: Whether the watch of the call's push brought the event: it ends by itself then.
    ///   - logger: For what cannot be done.
    func perform(_ transition: Transition, _ id: CallID, byWatch: Bool = false, _ logger: Logger) async {
        for effect in transition.effects {
            switch effect {
            case .watch(let push): await watch(push, of: transition.state, logger)
            case .cancel(let push):
                if !byWatch { await watcher.stop(id) }
                cancel(push)
            case .forgiveFailures(let user):
                await attempt("failures could not be forgiven", logger) {
                    try await ports.failures.forgiveFailures(of: user)
                }
            case .note(let occurrence): await note(occurrence, transition.state, logger)
            }
        }
        if transition.state.phase == .ended { meter.callEnded(id) }
    }

    /// Takes back what was begun for a step that another request was faster with.
    func withdraw(_ transition: Transition) {
        for case .watch(let push) in transition.effects { cancel(push) }
    }

    private func cancel(_ push: PushTransaction) {
        let (challenger, end) = (ports.challenger, timing.now() + .seconds(10))
        // The caller does not wait for it.
        begin { await challenger.cancel(push, deadline: end) }
    }

    private func note(_ occurrence: Occurrence, _ state: CallState, _ logger: Logger) async {
        meter.noted(occurrence)
        switch occurrence {
        case .pushRejected, .lockedOut, .attemptsExhausted:
            logger.warning("security event", metadata: ["event": "\(occurrence.rawValue)"])
        default: logger.info("call event", metadata: ["event": "\(occurrence.rawValue)"])
        }
        await ports.journal.note(occurrence, in: state, at: now())
    }

    private func attempt(_ complaint: String, _ logger: Logger, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            logger.error("\(complaint)", metadata: ["error": "\(error)"])
        }
    }

    private func watch(_ push: PushTransaction, of state: CallState, _ logger: Logger) async {
        guard case .push(_, let current, _, let number) = state.phase, current == push,
            let end = state.pushEnd(by: machine.policy)
        else { return }
        let watch = PushWatch(
            id: state.id, push: push, number: number, endsAt: end, interval: settings.pollInterval)
        await watcher.start(watch, driver: self, logger: logger)
    }
}

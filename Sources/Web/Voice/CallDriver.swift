public import CallFlow
public import Clocks
import Foundation
public import Logging
import PhoneNumbers
import TwiML

/// Takes calls through the machine: loads the state, runs the effects, saves, renders.
///
/// One way in, one way out.
public struct CallDriver: Sendable {
    let machine: CallMachine
    let ports: CallPorts
    let renderer: PromptRenderer
    let settings: CallDriverSettings
    let watcher: PushWatcher
    let meter: CallMeter
    let timing: Timing
    private let serializer = CallSerializer()

    /// Makes a driver.
    public init(
        policy: CallPolicy, ports: CallPorts, renderer: PromptRenderer, settings: CallDriverSettings,
        watcher: PushWatcher, meter: CallMeter, timing: Timing = .real
    ) {
        machine = CallMachine(policy: policy)
        self.ports = ports
        self.renderer = renderer
        self.settings = settings
        self.watcher = watcher
        self.meter = meter
        self.timing = timing
    }

    func now() -> Date { timing.date() }

    // MARK: Ways in

    /// Answers the first webhook of a call, or the same again.
    public func welcome(_ request: CallRequest, logger: Logger) async -> String {
        await serializer.run(request.id) {
            await guarded(request, logger) {
                guard let stored = try await ports.store.load(request.id) else {
                    return try await begin(request, logger)
                }
                return try await replay(request, stored, version: 0)
            }
        }
    }

    /// Answers a later webhook: what the caller did at the document that version `version` of the call gave.
    public func step(
        _ request: CallRequest, version: Int, logger: Logger, event: @escaping @Sendable (CallState) -> CallEvent
    ) async -> String {
        await serializer.run(request.id) {
            await guarded(request, logger) {
                guard let stored = try await ports.store.load(request.id) else {
                    return try await begin(request, logger)
                }
                guard stored.version == version else { return try await replay(request, stored, version: version) }
                return try await advance(stored, event(stored.state), request, logger)
            }
        }
    }

    /// Answers with the document that the call is in: what a redirected call fetches.
    public func current(_ request: CallRequest, logger: Logger) async -> String {
        await guarded(request, logger) {
            guard let stored = try await ports.store.load(request.id) else { return try await begin(request, logger) }
            return stored.answer.body
        }
    }

    /// Takes in that the caller is gone.
    public func hungUp(_ id: CallID, logger: Logger) async {
        await watcher.stop(id)
        do {
            _ = try await apply(.hungUp, to: id, logger: logger)
        } catch {
            logger.error("a call's end could not be saved", metadata: ["error": "\(error)"])
        }
        meter.callEnded(id)
    }

    /// Says how an event from the background changed a call.
    public enum Applied: Sendable, Equatable {
        /// The caller should hear something else now.
        case moved
        case unchanged
        /// The call does not exist, or has ended.
        case gone
    }

    /// Applies an event that no webhook brought; tries again when a webhook was faster.
    public func apply(_ event: CallEvent, to id: CallID, logger: Logger) async throws -> Applied {
        for _ in 0..<5 {
            guard let stored = try await ports.store.load(id), stored.state.phase != .ended else { return .gone }
            let transition = machine.next(stored.state, event, at: now())
            switch transition.next {
            case .ask: return .unchanged
            case .nothing: break
            case .say(let prompt):
                if transition.state == stored.state, prompt == stored.state.prompt { return .unchanged }
            }
            let background = RecordedAnswer(
                fingerprint: "background \(UUID().uuidString)",
                body: try await document(transition, stored.version + 1, to: nil)
            )
            guard try await save(transition.state, over: stored.version, background) else { continue }
            await perform(transition, id, byWatch: true, logger)
            return .moved
        }
        return .unchanged
    }
}

// MARK: - Steps

extension CallDriver {
    private func begin(_ request: CallRequest, _ logger: Logger) async throws -> String {
        let lookup = await identify(request, logger)
        let language = ownLanguage(of: lookup) ?? settings.defaultLanguage
        let transition = machine.begin(
            request.id, lookup: lookup, attestation: request.attestation, language: language, at: now())
        meter.callBegan(request.id, lookup, at: now())
        logger.info(
            "call began",
            metadata: [
                "caller": "\(request.from?.masked ?? "withheld")", "attestation": "\(request.attestation.rawValue)",
                "lookup": "\(CallMeter.label(lookup))", "language": "\(language)",
            ])
        let answer = RecordedAnswer(
            fingerprint: request.fingerprint.text, body: try await document(transition, 1, to: request))
        return try await inTime(request) {
            guard try await save(transition.state, over: 0, answer) else {
                guard let stored = try await ports.store.load(request.id) else { throw CallDriverError.lost }
                return try await replay(request, stored, version: 0)
            }
            await perform(transition, request.id, logger)
            return answer.body
        }
    }

    /// Does what is left to do after others were asked, and waits for it no longer than Twilio waits.
    ///
    /// - Throws: ``CallDriverError/late``; it is done all the same.
    private func inTime(
        _ request: CallRequest, _ body: @escaping @Sendable () async throws -> String
    ) async throws -> String {
        // Usually there is time enough, also for a database that hangs.
        if timing.now() < request.deadline - Self.storeTime { return try await body() }
        let latest = request.deadline + Self.grace
        let result = await withDeadline(latest, timing) { () -> Result<String, any Error> in
            do { return .success(try await body()) } catch { return .failure(error) }
        }
        guard let result else { throw CallDriverError.late }
        return try result.get()
    }

    /// What saving a step and writing down what it led to takes at most: some two seconds for each of four questions, and a
    /// second to spare.
    private static let storeTime: Duration = .milliseconds(9500)
    /// What is left of twelve seconds when all that is asked has had its time.
    private static let grace: Duration = .milliseconds(800)

    /// Gives a repeated or late request its answer: the one it had, or else where the call is now.
    private func replay(_ request: CallRequest, _ stored: StoredCall, version: Int) async throws -> String {
        // The answer that came with the call is the one given at the version before: it need not be read again.
        guard version < stored.version - 1 else { return stored.answer.body }
        if let recorded = try await ports.store.answer(of: request.id, at: version),
            request.fingerprint.matches(recorded.fingerprint)
        {
            return recorded.body
        }
        return stored.answer.body
    }

    private func advance(
        _ stored: StoredCall, _ event: CallEvent, _ request: CallRequest, _ logger: Logger
    ) async throws -> String {
        var transition = machine.next(stored.state, event, at: now())
        var effects = transition.effects
        var claim: StepClaim?
        defer { claim?.end() }
        while case .ask(let question) = transition.next {
            if question.reachesOutside, claim == nil {
                claim = try await claimed(stored)
                if claim == nil, let answer = try await answerOfOther(request, stored, &claim) { return answer }
            }
            let answer = try await self.answer(question, transition.state, request, logger)
            transition = machine.next(transition.state, answer, at: now())
            effects += transition.effects
        }
        guard case .say(let prompt) = transition.next else { return TwiMLDocument.empty }
        if transition.state == stored.state, prompt == stored.state.prompt, effects.isEmpty {
            return stored.answer.body
        }
        let answer = RecordedAnswer(
            fingerprint: request.fingerprint.text,
            body: try await document(transition, stored.version + 1, to: request))
        let whole = Transition(state: transition.state, effects: effects, next: transition.next)
        return try await inTime(request) {
            guard try await save(whole.state, over: stored.version, answer) else {
                withdraw(whole)
                guard let latest = try await ports.store.load(request.id) else { throw CallDriverError.lost }
                return try await replay(request, latest, version: stored.version)
            }
            logger.debug("call moved", metadata: ["step": "\(prompt.step.rawValue)"])
            await perform(whole, request.id, logger)
            return answer.body
        }
    }

    /// Waits for the answer that another request is working on for the same step.
    ///
    /// - Returns: Nil when whoever worked on it is gone: then `claim` is this request's.
    private func answerOfOther(
        _ request: CallRequest, _ stored: StoredCall, _ claim: inout StepClaim?
    ) async throws -> String? {
        while timing.now() < request.deadline - .milliseconds(500) {
            try await timing.pause(.milliseconds(200))
            if let latest = try await ports.store.load(request.id), latest.version > stored.version {
                return try await replay(request, latest, version: stored.version)
            }
            claim = try await claimed(stored)
            if claim != nil { return nil }
        }
        return stored.answer.body
    }

    private func claimed(_ stored: StoredCall) async throws -> StepClaim? {
        try await StepClaim.take(of: stored, in: ports.store, instance: settings.instance, timing: timing)
    }

    private func save(_ state: CallState, over version: Int, _ answer: RecordedAnswer) async throws -> Bool {
        let now = now()
        return try await ports.store.save(
            state, over: version, answer: answer, now: now,
            expiresAt: now.addingTimeInterval(CallDriverSettings.retention))
    }

    private func document(
        _ transition: Transition, _ version: Int, to request: CallRequest?
    ) async throws -> String {
        guard case .say(let prompt) = transition.next else { return TwiMLDocument.empty }
        return try await renderer.render(prompt, of: transition.state, version: version, at: now(), to: request)
    }

    /// Runs a way in; whatever goes wrong, the caller hears an apology and is given the agent or another try.
    private func guarded(
        _ request: CallRequest, _ logger: Logger, _ body: @Sendable () async throws -> String
    ) async -> String {
        do {
            return try await body()
        } catch {
            meter.failed()
            logger.error("a call's step failed; the caller was given an apology", metadata: ["error": "\(error)"])
            return apology(logger, to: request)
        }
    }
}

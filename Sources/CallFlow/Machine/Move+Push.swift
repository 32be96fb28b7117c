extension Move {
    func pushSent(_ outcome: PushSendOutcome) -> Transition {
        guard let factor = usable(.push), state.phase == .menu || isPushFailed else { return again() }
        var move = self
        switch outcome {
        case .sent(let push, let number):
            move.state.pushesSent += 1
            move.state.phase = .push(factor, push, sentAt: now, number: number)
            move.effects.append(.watch(push))
            // A plain push must not be approved where numbers are required: the caller hears of it with its number.
            let isHeard = number != nil || !policy.requiresPushNumber
            return move.sayPush(isHeard ? .push : .pushWait, isRetry: isPushFailed)
        case .challengeRefused, .limited, .unusable: return fallBack(from: .push)
        case .lockedOut: return lockedOut()
        case .unavailable: return trouble()
        }
    }

    private var isPushFailed: Bool {
        if case .pushFailed = state.phase { true } else { false }
    }

    /// Takes what Okta says of a push, whoever asked: the background watch or the call that came round.
    func pushAnswered(_ status: PushStatus, of answered: PushTransaction) -> Transition {
        guard case .push(let factor, let push, let sentAt, let number) = state.phase, push == answered else {
            return again()
        }
        var move = self
        switch status {
        case .waiting(let latest):
            if let latest, latest != number {
                move.state.phase = .push(factor, push, sentAt: sentAt, number: latest)
                return move.sayPush(.push, isRetry: false)
            }
            return move.waitOn()
        case .unknown: return move.waitOn()
        case .approved where number == nil && policy.requiresPushNumber:
            return move.pushOver(.failed, note: .pushFailed)
        case .approved: return move.verified(by: .push)
        case .rejected: return move.pushOver(.rejected, note: .pushRejected)
        case .timedOut: return move.pushOver(.timedOut, note: .pushUnanswered)
        case .cancelled: return move.pushOver(.cancelled, note: .pushFailed)
        case .failed: return move.pushOver(.failed, note: .pushFailed)
        }
    }

    private func waitOn() -> Transition {
        var move = self
        guard !state.isPushOver(at: now, by: policy) else {
            move.cancelPush()
            return move.pushOver(.timedOut, note: .pushUnanswered)
        }
        return sayPush(.pushWait, isRetry: false)
    }

    private func pushOver(_ failure: CallState.PushFailure, note: Occurrence) -> Transition {
        var move = self
        move.state.phase = .pushFailed(failure)
        move.effects.append(.note(note))
        return move.sayPushFailed(failure, notice: nil)
    }

    /// A key while the push waits: 1 is a text instead, 0 an agent; anything else is not for us.
    func pushKey(_ input: CallerInput) -> Transition {
        guard case .push = state.phase, let caller = state.caller else { return again() }
        switch input {
        case .keys("1") where canText:
            guard let factor = usable(.sms) else { return again() }
            return ask(.sendCode(factor, caller.id))
        case .keys("0"): return agent()
        default: return sayPush(.pushWait, isRetry: false)
        }
    }

    func pushFailedMenu(_ input: CallerInput) -> Transition {
        guard let caller = state.caller else { return unverifiable() }
        switch Vocabulary.choice(input, in: .pushFailed, language: state.language) {
        case .retry where canRetryPush:
            guard let factor = usable(.push) else { return repeating("invalid") }
            return ask(.sendPush(factor, caller.id))
        case .text where canText:
            guard let factor = usable(.sms) else { return repeating("invalid") }
            return ask(.sendCode(factor, caller.id))
        case .again: return repeating(nil)
        case .agent: return agent()
        default: return repeating("invalid")
        }
    }

    private var canRetryPush: Bool { usable(.push) != nil && state.pushesSent < policy.maximumPushes }

    private func sayPush(_ step: Step, isRetry: Bool) -> Transition {
        guard case .push(_, _, _, let number) = state.phase else { return again() }
        var values: [String: PromptValue] = ["text": .flag(canText)]
        if let number {
            values["number"] = .flag(true)
            values["digits"] = .list(String(number).map(String.init))
        }
        if step == .push {
            if isRetry { values["retry"] = .flag(true) }
            if !state.spentFactors.isEmpty { values["fellBack"] = .flag(true) }
        }
        return say(Prompt(step, values))
    }

    func sayPushFailed(_ failure: CallState.PushFailure, notice: String?) -> Transition {
        var values: [String: PromptValue] = ["retry": .flag(canRetryPush), "text": .flag(canText)]
        values[notice ?? failure.rawValue] = .flag(true)
        return say(Prompt(.pushFailed, values))
    }
}

public import Foundation

/// Decides what a call does next: a pure function of the call, what happened, the time and the policy.
///
/// It does no I/O. What it needs to know it asks for (``Question``), and the answer is an event like any other.
public struct CallMachine: Sendable {
    /// The rules that it follows.
    public let policy: CallPolicy

    /// Makes a machine.
    public init(policy: CallPolicy) {
        self.policy = policy
    }

    /// Begins a call with what the directory says of its number.
    ///
    /// - Parameters:
    ///   - id: Twilio's `CallSid`.
    ///   - lookup: Who calls.
    ///   - attestation: What the network says of the number.
    ///   - language: BCP 47 tag of a language that templates exist for.
    ///   - now: The time.
    /// - Returns: The greeting; or the agent, when the directory did not answer.
    public func begin(
        _ id: CallID, lookup: CallerLookup, attestation: Attestation, language: String, at now: Date
    ) -> Transition {
        let state = CallState(
            id: id, phase: .menu, language: language, caller: nil, attestation: attestation, verification: nil,
            prompt: Prompt(.menu, ["first": .flag(true)]), silences: 0, wrongCodes: 0, pushesSent: 0, codesSent: 0,
            spentFactors: [], turns: 0, department: nil, startedAt: now)
        return Move(state: state, policy: policy, now: now).identified(lookup, language: nil, first: true)
    }

    /// Takes a call one event further.
    ///
    /// An event that does not fit where the call is changes nothing: the caller hears the last prompt again.
    public func next(_ state: CallState, _ event: CallEvent, at now: Date) -> Transition {
        Move(state: state, policy: policy, now: now).take(event)
    }
}

/// One move of the machine in the making.
///
/// The extensions in this folder hold a phase each.
struct Move {
    var state: CallState
    let policy: CallPolicy
    let now: Date
    var effects: [Effect] = []

    init(state: CallState, policy: CallPolicy, now: Date) {
        self.state = state
        self.policy = policy
        self.now = now
    }

    func take(_ event: CallEvent) -> Transition {
        switch event {
        case .input(let input): take(input)
        case .cameRound: comeRound()
        case .identified(let lookup, let language): reidentified(lookup, language: language)
        case .admitted(let isAdmitted): admitted(isAdmitted)
        case .codeSent(let outcome): codeSent(outcome)
        case .codeChecked(let outcome): codeChecked(outcome)
        case .pushSent(let outcome): pushSent(outcome)
        case .push(let status, let push): pushAnswered(status, of: push)
        case .account(let summary): accountRead(summary)
        case .transferEnded(let outcome): transferEnded(outcome)
        case .hungUp: hungUp()
        }
    }

    private func take(_ input: CallerInput) -> Transition {
        var move = self
        move.state.turns += 1
        guard move.state.turns <= policy.maximumTurns else { return move.goodbye("tooLong") }
        if input == .silence { return move.silence() }
        move.state.silences = 0
        switch state.phase {
        case .menu: return move.menu(input)
        case .languages: return move.languageMenu(input)
        case .departments: return move.departments(input)
        case .code: return move.code(input)
        case .push: return move.pushKey(input)
        case .pushFailed: return move.pushFailedMenu(input)
        case .account: return move.accountMenu(input)
        case .trouble: return move.ask(.identify)
        case .agent, .ended: return move.again()
        }
    }

    /// Counts a silence; the third in a row is a goodbye.
    ///
    /// Waiting for a push is no silence.
    private func silence() -> Transition {
        var move = self
        if case .push = state.phase { return comeRound() }
        move.state.silences += 1
        guard move.state.silences < CallPolicy.maximumSilences else { return move.goodbye("silence") }
        if case .code(let factor, let sentAt, _) = state.phase {
            // Noise ends a Gather, so speech is listened for only once keys did not come.
            move.state.phase = .code(factor, sentAt: sentAt, listens: true)
            return move.sayCode("silent")
        }
        return move.repeating("silent")
    }

    /// Asks about the push that the call waits for.
    ///
    /// It counts no turn: time bounds the wait, and a wait that changes nothing writes nothing.
    private func comeRound() -> Transition {
        guard case .push(_, let push, _, _) = state.phase else { return again() }
        return ask(.checkPush(push))
    }

    private func hungUp() -> Transition {
        var move = self
        move.cancelPush()
        move.state.phase = .ended
        return Transition(state: move.state, effects: move.effects, next: .nothing)
    }
}

// MARK: - Ways to end a step

extension Move {
    func say(_ prompt: Prompt) -> Transition {
        var state = state
        state.prompt = prompt
        return Transition(state: state, effects: effects, next: .say(prompt))
    }

    func ask(_ question: Question) -> Transition {
        Transition(state: state, effects: effects, next: .ask(question))
    }

    /// Says the last prompt again and changes nothing.
    func again() -> Transition {
        Transition(state: state, effects: effects, next: .say(state.prompt))
    }

    /// Says the prompt of the phase again, with one notice.
    func repeating(_ notice: String?) -> Transition {
        var values: [String: PromptValue] = [:]
        if let notice { values[notice] = .flag(true) }
        switch state.phase {
        case .menu: return say(Prompt(.menu, values))
        case .languages: return say(Prompt(.languages, values))
        case .departments: return say(Prompt(.departments, values))
        case .account: return say(Prompt(.account, values))
        case .pushFailed(let failure): return sayPushFailed(failure, notice: notice)
        case .code: return sayCode(notice)
        case .push, .agent, .trouble, .ended: return again()
        }
    }

    func goodbye(_ cause: String) -> Transition {
        var move = self
        move.cancelPush()
        move.state.phase = .ended
        return move.say(Prompt(.goodbye, [cause: .flag(true)]))
    }

    /// Hands the caller to an agent, or says that there is none.
    func agent(_ cause: String? = nil) -> Transition {
        var move = self
        move.cancelPush()
        guard policy.hasAgent else { return move.withoutAgent(cause) }
        var values: [String: PromptValue] = [:]
        if let cause { values[cause] = .flag(true) }
        if state.verification != nil { values["verified"] = .flag(true) }
        move.state.phase = .agent
        move.effects.append(.note(.transferred))
        return move.say(Prompt(.agent, values))
    }

    private func withoutAgent(_ cause: String?) -> Transition {
        var move = self
        if cause == "trouble" {
            move.state.phase = .trouble
            return move.say(Prompt(.trouble))
        }
        move.state.phase = state.verification == nil ? .menu : .account
        return move.repeating(cause == "unverifiable" ? "unverifiable" : "noAgent")
    }

    /// Gives up verifying: who calls cannot be told, whatever the reason was.
    func unverifiable() -> Transition {
        var move = self
        move.effects.append(.note(.callerUnverifiable))
        return move.agent("unverifiable")
    }

    func trouble() -> Transition { agent("trouble") }

    /// Takes a waiting push back before the call goes another way.
    mutating func cancelPush() {
        guard case .push(_, let push, _, _) = state.phase else { return }
        effects.append(.cancel(push))
        state.phase = .menu
    }

    /// The one door to the account menu.
    func verified(by kind: FactorKind) -> Transition {
        var move = self
        guard let caller = state.caller else { return unverifiable() }
        move.state.verification = CallState.Verification(factor: kind, at: now)
        move.state.phase = .account
        move.effects += [.forgiveFailures(caller.id), .note(.callerVerified)]
        return move.say(Prompt(.account, ["verified": .flag(true)]))
    }
}

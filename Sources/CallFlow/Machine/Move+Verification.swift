import Foundation

extension Move {
    /// The factor to use: the preferred one if it can be used, else the first of push, totp, sms.
    ///
    /// A text to the calling telephone proves nothing when the network says that the number is forged.
    var factor: Factor? {
        let preferred = state.caller?.preference.flatMap(usable)
        return preferred ?? usable(.push) ?? usable(.totp) ?? usable(.sms)
    }

    /// Finds a usable factor of a kind; of several devices the one updated last.
    func usable(_ kind: FactorKind) -> Factor? {
        guard !state.spentFactors.contains(kind) else { return nil }
        return state.caller?.factors
            .filter { $0.kind == kind && !(kind == .sms && state.attestation == .failed && $0.reachesCallingNumber) }
            .max { ($0.updatedAt ?? .distantPast) < ($1.updatedAt ?? .distantPast) }
    }

    /// Whether a text may be offered instead of a push.
    var canText: Bool { usable(.sms) != nil && state.codesSent < policy.maximumCodes }

    func admitted(_ isAdmitted: Bool) -> Transition {
        guard state.phase == .menu else { return again() }
        guard isAdmitted else { return lockedOut() }
        return challenge()
    }

    func lockedOut() -> Transition {
        var move = self
        move.effects.append(.note(.lockedOut))
        return move.unverifiable()
    }

    /// Challenges the caller with the factor that fits.
    func challenge() -> Transition {
        var move = self
        guard let caller = state.caller, let factor else { return unverifiable() }
        switch factor.kind {
        case .push:
            guard state.pushesSent < policy.maximumPushes else { return fallBack(from: .push) }
            return ask(.sendPush(factor, caller.id))
        case .sms:
            guard state.codesSent < policy.maximumCodes else { return fallBack(from: .sms) }
            return ask(.sendCode(factor, caller.id))
        case .totp:
            move.state.phase = .code(factor, sentAt: nil, listens: false)
            return move.sayCode(nil)
        }
    }

    /// Goes on with the next factor after one that cannot be used in this call.
    func fallBack(from kind: FactorKind) -> Transition {
        var move = self
        move.cancelPush()
        move.state.spentFactors.insert(kind)
        move.state.phase = .menu
        return move.challenge()
    }

    // MARK: Codes

    func codeSent(_ outcome: CodeSendOutcome) -> Transition {
        var move = self
        if case .code(let factor, _, let listens) = state.phase, factor.kind == .sms {
            return codeResent(outcome, factor: factor, listens: listens)
        }
        guard awaitsChallenge, let factor = usable(.sms) else { return again() }
        move.cancelPush()
        switch outcome {
        case .sent:
            move.state.codesSent += 1
            move.state.phase = .code(factor, sentAt: now, listens: false)
            return move.sayCode("sent")
        case .recentlySent: return move.sentElsewhere(factor, listens: false)
        case .limited, .unusable: return move.fallBack(from: .sms)
        case .lockedOut: return move.lockedOut()
        case .unavailable: return move.trouble()
        }
    }

    private func codeResent(_ outcome: CodeSendOutcome, factor: Factor, listens: Bool) -> Transition {
        var move = self
        switch outcome {
        case .sent:
            move.state.codesSent += 1
            move.state.phase = .code(factor, sentAt: now, listens: listens)
            return move.sayCode("resent")
        case .recentlySent: return sentElsewhere(factor, listens: listens)
        case .limited, .unusable, .unavailable: return sayCode("exhausted")
        case .lockedOut: return lockedOut()
        }
    }

    /// A code is under way that this call did not send, and nobody here knows since when: Okta says when there may be
    /// another, and is not asked by every star.
    private func sentElsewhere(_ factor: Factor, listens: Bool) -> Transition {
        var move = self
        let sentAt = now.addingTimeInterval(CallPolicy.askInterval - CallPolicy.resendInterval)
        move.state.phase = .code(factor, sentAt: sentAt, listens: listens)
        return move.sayCode("recent")
    }

    /// Whether the outcome of a first challenge can be awaited here.
    private var awaitsChallenge: Bool {
        switch state.phase {
        case .menu, .push, .pushFailed: true
        default: false
        }
    }

    func code(_ input: CallerInput) -> Transition {
        guard case .code(let factor, let sentAt, _) = state.phase, let caller = state.caller else { return again() }
        switch Vocabulary.codeEntry(input, language: state.language) {
        case .agent: return agent()
        case .another:
            guard factor.kind == .sms else { return sayCode(nil) }
            guard state.codesSent < policy.maximumCodes else { return sayCode("exhausted") }
            if let sentAt, now.timeIntervalSince(sentAt) < CallPolicy.resendInterval { return sayCode("recent") }
            return ask(.sendCode(factor, caller.id))
        case .code(let passcode): return ask(.checkCode(passcode, factor, caller.id))
        case nil: return malformed()
        }
    }

    /// Six digits did not come.
    ///
    /// It never reaches Okta, and counts like a silence: nobody is asked for ever.
    private func malformed() -> Transition {
        var move = self
        move.state.silences += 1
        guard move.state.silences < CallPolicy.maximumSilences else { return move.goodbye("silence") }
        return move.sayCode("malformed")
    }

    func codeChecked(_ outcome: CodeCheckOutcome) -> Transition {
        guard case .code(let factor, _, _) = state.phase else { return again() }
        switch outcome {
        case .correct: return verified(by: factor.kind)
        case .wrong: return wrongCode("wrong")
        case .reused: return wrongCode(factor.kind == .totp ? "reused" : "wrong")
        case .expired: return wrongCode(factor.kind == .totp ? "expired" : "wrong")
        case .limited: return unverifiable()
        case .unusable: return fallBack(from: factor.kind)
        case .lockedOut: return lockedOut()
        case .unavailable: return trouble()
        }
    }

    private func wrongCode(_ notice: String) -> Transition {
        var move = self
        move.state.wrongCodes += 1
        move.effects.append(.note(.codeWrong))
        guard move.state.wrongCodes < policy.maximumWrongCodes else {
            move.effects.append(.note(.attemptsExhausted))
            return move.goodbye("attempts")
        }
        return move.sayCode(notice)
    }

    func sayCode(_ notice: String?) -> Transition {
        guard case .code(let factor, _, let listens) = state.phase else { return again() }
        var values: [String: PromptValue] = [:]
        if let notice { values[notice] = .flag(true) }
        if listens { values["speech"] = .flag(true) }
        if state.wrongCodes > 0, state.wrongCodes == policy.maximumWrongCodes - 1 { values["last"] = .flag(true) }
        let isFirst = notice == nil || notice == "sent" || notice == "recent"
        if isFirst, !state.spentFactors.isEmpty { values["fellBack"] = .flag(true) }
        return say(Prompt(factor.kind == .totp ? .totp : .code, values))
    }
}

extension Move {
    /// Enters the directory's answer at the beginning of a call.
    func identified(_ lookup: CallerLookup, language: String?, first: Bool) -> Transition {
        var move = self
        if let language { move.state.language = language }
        switch lookup {
        case .found(let caller): move.state.caller = caller
        case .unknown: move.state.caller = nil
        case .unavailable: return move.trouble()
        }
        move.state.phase = .menu
        return move.say(Prompt(.menu, first ? ["first": .flag(true)] : [:]))
    }

    /// Enters the directory's answer to another try; anywhere else it is not awaited.
    func reidentified(_ lookup: CallerLookup, language: String?) -> Transition {
        guard state.phase == .trouble else { return again() }
        return identified(lookup, language: language, first: false)
    }

    func menu(_ input: CallerInput) -> Transition {
        var move = self
        switch Vocabulary.choice(input, in: .menu, language: state.language) {
        case .account:
            guard let caller = state.caller else { return unverifiable() }
            return ask(.admit(caller.id))
        case .departments:
            move.state.phase = .departments
            return move.say(Prompt(.departments))
        case .languages:
            move.state.phase = .languages
            return move.say(Prompt(.languages))
        case .again: return repeating(nil)
        case .agent: return agent()
        default: return repeating("invalid")
        }
    }

    func languageMenu(_ input: CallerInput) -> Transition {
        var move = self
        switch Vocabulary.choice(input, in: .languages, language: state.language) {
        case .language(let tag):
            move.state.language = tag
            move.state.phase = .menu
            return move.say(Prompt(.menu))
        case .again: return repeating(nil)
        case .agent: return agent()
        default: return repeating("invalid")
        }
    }

    func departments(_ input: CallerInput) -> Transition {
        var move = self
        switch Vocabulary.choice(input, in: .departments, language: state.language) {
        case .department(let department):
            move.state.department = department
            return move.agent()
        case .again: return repeating(nil)
        case .agent: return agent()
        default: return repeating("invalid")
        }
    }

    func accountMenu(_ input: CallerInput) -> Transition {
        switch Vocabulary.choice(input, in: .account, language: state.language) {
        case .balance:
            guard state.verification != nil, let caller = state.caller else { return unverifiable() }
            return ask(.readAccount(caller.id))
        case .agent: return agent()
        case .again: return repeating(nil)
        default: return repeating("invalid")
        }
    }

    func accountRead(_ summary: AccountSummary?) -> Transition {
        guard state.phase == .account, state.verification != nil else { return again() }
        guard let summary else { return say(Prompt(.account, ["unavailable": .flag(true)])) }
        var move = self
        var values: [String: PromptValue] = ["asked": .flag(true)]
        if let balance = summary.balance { values["balance"] = .text(balance) }
        if let due = summary.due { values["due"] = .text(due) }
        move.effects.append(.note(.balanceRead))
        // The words of the balance are said once and not kept: state holds nothing of the account.
        return Transition(state: move.state, effects: move.effects, next: .say(Prompt(.account, values)))
    }

    func transferEnded(_ outcome: TransferOutcome) -> Transition {
        guard state.phase == .agent else { return again() }
        var move = self
        if outcome == .completed { return goodbye("done") }
        move.state.phase = state.verification == nil ? .menu : .account
        return move.repeating("busy")
    }
}

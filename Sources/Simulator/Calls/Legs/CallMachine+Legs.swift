extension CallMachine {
    /// The space that the numbers of one leg's requests have.
    static let legStride = 1_000_000

    /// What happens on a leg; an agent's where nothing is planned for its number.
    func behaviour(of leg: OutgoingLeg) -> DialledBehaviour {
        if leg.target.isNumber, let planned = settings.dialPlans[leg.reached] { return planned }
        return switch settings.agent {
        case .answers(let after, let talk): .answers(after: after, talkingFor: talk)
        case .busy: .busy
        case .doesNotAnswer: .doesNotAnswer
        case .failed: .failed
        }
    }

    func actor(of leg: OutgoingLeg) -> TranscriptLine.Actor {
        leg.target.isNumber && settings.dialPlans[leg.reached] != nil ? .callee : .agent
    }

    /// Whether a number is one of the account's.
    private func isOwn(_ number: String) -> Bool { settings.ownNumbers?.contains(number) ?? false }

    // MARK: Ringing

    /// Begins a leg: a telephone rings, or the call goes to another number of the account.
    mutating func ring(_ place: Int, _ state: inout DialState) {
        tellStatus(of: place, &state, event: "initiated", status: "initiated")
        var forwardedFrom: String?
        // Carriers forward a call a few times at most.
        for _ in 0..<5 {
            let leg = state.legs[place]
            guard leg.target.isNumber, !isOwn(leg.reached), case .forwards(let next, let tells) = behaviour(of: leg)
            else { break }
            say(.system, "the carrier forwards from \(leg.reached) to \(next)")
            switch tells {
            case .nothing: break
            case .forwarder: forwardedFrom = leg.reached
            case .dialled: forwardedFrom = plan.path.first ?? to
            }
            state.legs[place].reached = next
        }
        tellStatus(of: place, &state, event: "ringing", status: "ringing")
        let reached = state.legs[place].reached
        guard state.legs[place].target.isNumber, isOwn(reached) else { return }
        call(reached, forwardedFrom: forwardedFrom, for: place, &state)
    }

    /// Lets a leg lead to another number of the account, unless it has gone through too many.
    private mutating func call(
        _ number: String, forwardedFrom: String?, for place: Int, _ state: inout DialState
    ) {
        let leg = state.legs[place]
        var next = CallPlan(from: leg.from, to: number, forwardedFrom: forwardedFrom)
        next.path = plan.path + [to]
        guard next.path.count < settings.maximumHops else {
            let loop = next.path + [number]
            say(.system, "a forwarding loop: \(loop.joined(separator: " → "))")
            effects.append(.loop(loop))
            end(place, &state, as: "failed")
            return
        }
        state.legs[place].isOwn = true
        effects.append(.connect(LegConnection(legSID: leg.sid, plan: next)))
    }

    /// When a telephone that rings is answered, or turns out to be busy.
    private func settlesAt(_ leg: OutgoingLeg) -> Duration? {
        guard !leg.isOwn else { return nil }
        return switch behaviour(of: leg) {
        case .answers(let after, _, _), .voicemail(let after), .hangsUp(let after), .callsOn(_, let after, _):
            leg.began + after
        case .busy, .failed: leg.began + .seconds(1)
        case .doesNotAnswer, .byHand, .forwards: nil
        }
    }

    func deadline(of state: DialState) -> Duration? {
        if state.isAnswered { return state.hangUpAt }
        var moments: [Duration] = []
        for leg in state.legs {
            switch leg.phase {
            case .ringing:
                moments.append(state.ringingEnds)
                if let moment = settlesAt(leg) { moments.append(moment) }
            case .screening:
                moments += [leg.screening.first?.deadline, leg.pressAt, leg.leaveAt].compactMap(\.self)
            case .connected, .ended: break
            }
        }
        return moments.min()
    }

    mutating func wakeLeg(_ place: Int, _ state: inout DialState) {
        let leg = state.legs[place]
        switch leg.phase {
        case .ringing:
            guard let moment = settlesAt(leg), moment <= now, moment < state.ringingEnds else { return }
            switch behaviour(of: leg) {
            case .busy:
                say(actor(of: leg), "is busy")
                end(place, &state, as: "busy")
            case .failed:
                say(actor(of: leg), "cannot be reached")
                end(place, &state, as: "failed")
            case .voicemail:
                say(actor(of: leg), "answers: it is a voicemail")
                answer(place, &state)
            default:
                say(actor(of: leg), "answers")
                answer(place, &state)
            }
        case .screening:
            if let moment = leg.leaveAt, moment <= now {
                leave(place, &state)
            } else if let moment = leg.pressAt, moment <= now {
                state.legs[place].pressAt = nil
                if let key = leg.keys.first {
                    state.legs[place].keys.removeFirst()
                    pass(.key(key), to: place, &state)
                }
            } else {
                pass(.wake, to: place, &state)
            }
        case .connected, .ended: break
        }
    }

    // MARK: Answering

    /// The telephone is taken: whoever rings besides is let go, and the number's own document comes first.
    mutating func answer(_ place: Int, _ state: inout DialState) {
        guard state.legs[place].phase == .ringing else { return }
        state.legs[place].answered = now
        for other in state.legs.indices where other != place && state.legs[other].phase == .ringing {
            end(other, &state, as: "canceled")
        }
        tellStatus(of: place, &state, event: "answered", status: "in-progress")
        let leg = state.legs[place]
        guard let url = leg.target.url else {
            connect(place, &state)
            return
        }
        let plan = CallPlan(
            from: leg.from, to: leg.target.address,
            parameters: [FormField("Direction", "outbound-dial"), FormField("ParentCallSid", sid)])
        var settings = settings
        settings.fallbackURL = nil
        settings.statusCallbackURL = nil
        var machine = CallMachine(sid: leg.sid, plan: plan, settings: settings, random: random)
        machine.requestBase = leg.requestBase
        machine.isWhisper = true
        machine.isAnswered = true
        machine.currentURL = currentURL
        machine.now = now
        machine.began = began
        state.legs[place].phase = .screening
        switch behaviour(of: leg) {
        case .answers(_, let keys, _), .callsOn(_, _, let keys): state.legs[place].keys = Array(keys)
        case .hangsUp: state.legs[place].leaveAt = now + .seconds(2)
        default: break
        }
        machine.fetch(url, method: leg.target.method, adding: [])
        state.legs[place].screening = [machine]
        follow(place, &state)
    }

    /// Tells the document's side of a leg what happened.
    mutating func pass(_ input: Input, to place: Int, _ state: inout DialState) {
        guard state.legs[place].phase == .screening, !state.legs[place].screening.isEmpty else { return }
        state.legs[place].screening[0].handle(input, at: now)
        follow(place, &state)
    }

    /// Does what the document's side of a leg wants done.
    private mutating func follow(_ place: Int, _ state: inout DialState) {
        for effect in state.legs[place].screening[0].drain() {
            switch effect {
            case .fetch, .tell: effects.append(effect)
            case .line(let line): repeatLine(line)
            case .end(let ending):
                if ending.reason == .documentFinished {
                    connect(place, &state)
                } else {
                    end(place, &state, as: "completed")
                }
            case .connect, .disconnect, .loop: break
            }
        }
        let leg = state.legs[place]
        // A person needs a moment to find the key.
        if leg.phase == .screening, leg.pressAt == nil, !leg.keys.isEmpty, leg.screening[0].isListening {
            state.legs[place].pressAt = now + .seconds(1)
        }
    }

    /// What is heard on that side has other speakers than what the caller hears.
    private mutating func repeatLine(_ line: TranscriptLine) {
        switch line.actor {
        case .bot: say(.whisper, line.text, language: line.language)
        case .caller: say(.callee, line.text)
        case .system where line.text.hasPrefix("the call ends"): break
        default: say(line.actor, line.text)
        }
    }

    /// Connects the caller with a leg.
    private mutating func connect(_ place: Int, _ state: inout DialState) {
        state.legs[place].phase = .connected
        state.connected = place
        state.answered = now
        isAnswered = true
        let limit = state.dial.timeLimit
        if !state.legs[place].isOwn, case .answers(_, _, let talk) = behaviour(of: state.legs[place]) {
            state.hangUpAt = now + min(talk ?? limit, limit)
        } else {
            state.hangUpAt = now + limit
        }
        if state.legs[place].target.url != nil { say(.system, "connects the caller with who was called") }
        guard !state.legs[place].isOwn, case .callsOn(let number, _, _) = behaviour(of: state.legs[place]),
            isOwn(number)
        else { return }
        say(.callee, "calls \(number)")
        call(number, forwardedFrom: nil, for: place, &state)
        if state.legs[place].isEnded { state.hangUpAt = now }
    }

    mutating func leave(_ place: Int, _ state: inout DialState) {
        say(.callee, "hangs up")
        end(place, &state, as: "completed")
    }
}

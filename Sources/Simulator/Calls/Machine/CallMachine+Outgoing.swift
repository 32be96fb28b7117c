extension CallMachine {
    /// How far the ringing of an outgoing call has got.
    struct RingState: Sendable {
        var until: Duration

        /// How it ends without an answer; `nil` when the person answers.
        var refusal: String?
    }

    /// The person at the telephone: who called, or who was called.
    var person: TranscriptLine.Actor { plan.outgoing == nil ? .caller : .callee }

    /// Makes the handset ring.
    mutating func ring(_ outgoing: OutgoingCall) {
        say(.system, "\(outgoing.carrier.rawValue) calls \(to) from \(plan.from)")
        tellProgress(.initiated)
        tellProgress(.ringing)
        switch settings.callee {
        case .answers(let after) where after < outgoing.timeout:
            activity = .ringing(RingState(until: now + after))
        case .answers, .doesNotAnswer:
            activity = .ringing(RingState(until: now + outgoing.timeout, refusal: "no-answer"))
        case .busy:
            activity = .ringing(RingState(until: now + .seconds(1), refusal: "busy"))
        case .failed:
            activity = .ringing(RingState(until: now + .seconds(1), refusal: "failed"))
        }
    }

    mutating func wake(_ state: RingState) {
        if let refusal = state.refusal {
            end(.notAnswered(refusal))
            return
        }
        say(person, "answers")
        isAnswered = true
        answeredAt = now
        tellProgress(.answered)
        if let document = plan.outgoing?.document {
            load(Array(document.utf8))
        } else {
            fetch(settings.voiceURL, method: settings.voiceMethod, adding: [])
        }
    }

    /// When the call is ended because it has lasted long enough.
    var limit: Duration? {
        guard ending == nil, let answeredAt, let limit = plan.outgoing?.timeLimit else { return nil }
        return answeredAt + limit
    }

    private mutating func tellProgress(_ progress: OutgoingCall.Progress) {
        guard let outgoing = plan.outgoing, let url = outgoing.statusCallback,
            outgoing.statusEvents.contains(progress)
        else { return }
        let status = progress == .answered ? "in-progress" : progress.rawValue
        let fields = parameters.filter { $0.name != "CallStatus" }
        tell(
            url, method: outgoing.statusMethod,
            fields: fields + [FormField("CallStatus", status), FormField("CallbackSource", "call-progress-events")])
    }
}

extension CallSettings {
    /// What holds for a call: one to a handset has URLs of its own.
    func applying(_ plan: CallPlan) -> CallSettings {
        guard let outgoing = plan.outgoing else { return self }
        var settings = self
        settings.voiceURL = plan.url ?? ""
        settings.voiceMethod = outgoing.method
        settings.fallbackURL = outgoing.fallbackURL
        settings.statusCallbackURL = nil
        return settings
    }
}

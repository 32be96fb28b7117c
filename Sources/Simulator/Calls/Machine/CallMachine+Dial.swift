extension CallMachine {
    /// How far a `<Dial>` has got.
    struct DialState: Sendable {
        let dial: Dial
        let legSID: String
        var answered: Duration?
        var deadline: Duration?

        var isAnswered: Bool { answered != nil }
    }

    mutating func begin(_ dial: Dial) {
        var state = DialState(dial: dial, legSID: "CA" + random.hex(32))
        guard !dial.targets.isEmpty else {
            say(.system, "error 13221: <Dial> names nobody")
            finish(state, status: "failed")
            return
        }
        documentsInARow = 0
        for target in dial.targets {
            legs.append(DialledLeg(address: target.address, headers: target.headers, callerID: dial.callerID))
            let headers = target.headers.isEmpty ? "" : " with \(target.headers.map(\.name).joined(separator: ", "))"
            say(.system, "dials \(target.address)\(headers)")
        }
        switch settings.agent {
        case .answers(let after, _) where after < dial.timeout: state.deadline = now + after
        case .answers, .doesNotAnswer: state.deadline = now + dial.timeout
        case .busy, .failed: state.deadline = now + .seconds(1)
        }
        activity = .dialling(state)
    }

    mutating func wake(_ state: DialState) {
        if state.isAnswered {
            say(.agent, "hangs up")
            finish(state, status: "completed")
            return
        }
        switch settings.agent {
        case .answers(let after, let talk) where after < state.dial.timeout:
            say(.agent, "answers")
            var state = state
            state.answered = now
            state.deadline = now + min(talk ?? state.dial.timeLimit, state.dial.timeLimit)
            activity = .dialling(state)
        case .answers, .doesNotAnswer:
            say(.agent, "does not answer")
            finish(state, status: "no-answer")
        case .busy:
            say(.agent, "is busy")
            finish(state, status: "busy")
        case .failed:
            say(.agent, "cannot be reached")
            finish(state, status: "failed")
        }
    }

    mutating func agentHangsUp() {
        switch activity {
        case .dialling(let state) where state.isAnswered:
            say(.agent, "hangs up")
            finish(state, status: "completed")
        case .queueing(let state) where state.isAnswered:
            say(.agent, "hangs up")
            finish(state, result: "bridged")
        default: break
        }
    }

    /// Ends the connection: to the action, or without one to the next verb.
    mutating func finish(_ state: DialState, status: String) {
        guard let action = state.dial.action else {
            proceed()
            return
        }
        fetch(action, method: state.dial.method, adding: fields(of: state, status: status))
    }

    func fields(of state: DialState, status: String) -> [FormField] {
        var fields = [
            FormField("DialCallStatus", status), FormField("DialCallSid", state.legSID),
            FormField("DialBridged", String(state.isAnswered)),
        ]
        if let answered = state.answered {
            fields.append(FormField("DialCallDuration", String(Int((now - answered).seconds.rounded(.up)))))
        }
        return fields
    }

    /// Tells the actions of what was under way that the caller has hung up; Twilio ignores their answers.
    mutating func tellAboutHangUp() {
        switch activity {
        case .dialling(let state):
            guard let action = state.dial.action else { return }
            let status = state.isAnswered ? "completed" : "canceled"
            tell(action, method: state.dial.method, fields: closing + fields(of: state, status: status))
        case .queueing(let state):
            guard let action = state.enqueue.action else { return }
            let result = state.isAnswered ? "bridged" : "hangup"
            tell(action, method: state.enqueue.method, fields: closing + fields(of: state, result: result))
        case .recording(let state) where !state.words.isEmpty:
            tell(
                state.record.action ?? currentURL ?? "", method: state.record.method,
                fields: closing + fields(of: state, digits: "hangup"))
        default: break
        }
    }

    /// The parameters of a request after the caller has hung up.
    private var closing: [FormField] {
        parameters.map { $0.name == "CallStatus" ? FormField("CallStatus", "completed") : $0 }
    }
}

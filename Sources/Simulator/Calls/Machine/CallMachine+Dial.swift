extension CallMachine {
    /// How far a `<Dial>` has got.
    struct DialState: Sendable {
        let dial: Dial
        var legs: [OutgoingLeg] = []

        /// When whoever has not answered is given up.
        var ringingEnds: Duration

        /// The leg that the caller is connected with, and since when.
        var connected: Int?
        var answered: Duration?

        /// When the connection ends by itself.
        var hangUpAt: Duration?
        var deadline: Duration?

        var isAnswered: Bool { answered != nil }

        /// The leg that the action is told of: the one that was connected, else the first.
        var main: OutgoingLeg? { connected.map { legs[$0] } ?? legs.first }
    }

    mutating func begin(_ dial: Dial) {
        var state = DialState(dial: dial, ringingEnds: now + dial.timeout)
        guard !dial.targets.isEmpty else {
            say(.system, "error 13221: <Dial> names nobody")
            finish(state, status: "failed")
            return
        }
        documentsInARow = 0
        let callerID = dial.callerID ?? plan.from
        guard mayShow(callerID) else {
            say(.system, "error 13214: <Dial> has the callerId \(callerID), which is neither side's and none of ours")
            finish(state, status: "failed")
            return
        }
        for target in dial.targets {
            legs.append(DialledLeg(address: target.address, headers: target.headers, callerID: dial.callerID))
            let headers = target.headers.isEmpty ? "" : " with \(target.headers.map(\.name).joined(separator: ", "))"
            say(.system, "dials \(target.address)\(headers)")
            legCount += 1
            state.legs.append(
                OutgoingLeg(
                    sid: "CA" + random.hex(32), target: target, from: callerID, began: now,
                    requestBase: requestBase + legCount * Self.legStride, reached: target.address))
        }
        for place in state.legs.indices { ring(place, &state) }
        settle(state)
    }

    /// Whether a number may be shown to who is called.
    private func mayShow(_ callerID: String) -> Bool {
        guard let own = settings.ownNumbers else { return true }
        return callerID == plan.from || callerID == to || own.contains(callerID)
    }

    /// Goes on when something is due.
    mutating func wake(_ state: DialState) {
        var state = state
        if state.isAnswered {
            guard let hangUpAt = state.hangUpAt, hangUpAt <= now else {
                settle(state)
                return
            }
            if let place = state.connected { say(actor(of: state.legs[place]), "hangs up") }
            finish(state, status: "completed")
            return
        }
        for place in state.legs.indices { wakeLeg(place, &state) }
        if !state.isAnswered, now >= state.ringingEnds {
            for place in state.legs.indices where state.legs[place].phase == .ringing {
                say(actor(of: state.legs[place]), "does not answer")
                end(place, &state, as: "no-answer")
            }
        }
        settle(state)
    }

    /// Keeps the state, or ends the verb when no leg is left.
    mutating func settle(_ state: DialState) {
        var state = state
        if !state.isAnswered, state.legs.allSatisfy(\.isEnded) {
            finish(state, status: outcome(of: state.legs))
            return
        }
        state.deadline = deadline(of: state)
        activity = .dialling(state)
    }

    private func outcome(of legs: [OutgoingLeg]) -> String {
        let ended = legs.map(\.status)
        if legs.contains(where: { $0.answered != nil }) { return settings.unconnectedStatus }
        return ["busy", "no-answer"].first { ended.contains($0) } ?? "failed"
    }

    /// Ends the connection: to the action, or without one to the next verb.
    mutating func finish(_ state: DialState, status: String) {
        var state = state
        for place in state.legs.indices where !state.legs[place].isEnded {
            end(place, &state, as: state.connected == place ? "completed" : "canceled")
        }
        pastLegs += state.legs
        activity = .nothing
        let extra = fields(of: state, status: status)
        guard let action = state.dial.action else {
            proceed()
            return
        }
        fetch(action, method: state.dial.method, adding: extra)
    }

    /// Lets go of everybody who is being called or connected, because the caller's side goes elsewhere.
    mutating func dropLegs(as status: String) {
        guard case .dialling(var state) = activity else { return }
        for place in state.legs.indices where !state.legs[place].isEnded {
            end(place, &state, as: state.connected == place ? "completed" : status)
        }
        pastLegs += state.legs
        activity = .nothing
    }

    mutating func fields(of state: DialState, status: String) -> [FormField] {
        var fields = [
            FormField("DialCallStatus", status), FormField("DialCallSid", state.main?.sid ?? ""),
            FormField("DialBridged", String(state.isAnswered)),
        ]
        if let answered = state.answered {
            fields.append(FormField("DialCallDuration", String(Int((now - answered).seconds.rounded(.up)))))
            if state.dial.isRecorded {
                let recording = keepRecording(
                    since: answered, words: [], source: "DialVerb", callback: state.dial.recordingCallback)
                fields.append(FormField("RecordingSid", recording.sid))
                fields.append(FormField("RecordingUrl", recording.url))
            }
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

extension CallMachine {
    /// Ends a leg and tells those who asked to be told.
    mutating func end(_ place: Int, _ state: inout DialState, as status: String) {
        guard !state.legs[place].isEnded else { return }
        let isAnswered = state.legs[place].answered != nil
        state.legs[place].phase = .ended(status: isAnswered ? "completed" : status)
        state.legs[place].pressAt = nil
        if state.legs[place].isOwn { effects.append(.disconnect(legSID: state.legs[place].sid)) }
        tellStatus(of: place, &state, event: "completed", status: state.legs[place].status)
    }

    mutating func tellStatus(of place: Int, _ state: inout DialState, event: String, status: String) {
        let leg = state.legs[place]
        guard let url = leg.target.statusCallback, leg.target.statusCallbackEvents.contains(event) else { return }
        var fields = parameters.filter { field in
            !["CallSid", "CallStatus", "Direction", "From", "Caller", "To", "Called"].contains(field.name)
        }
        fields += [
            FormField("CallSid", leg.sid), FormField("ParentCallSid", sid), FormField("CallStatus", status),
            FormField("Direction", "outbound-dial"), FormField("From", leg.from), FormField("Caller", leg.from),
            FormField("To", leg.target.address), FormField("Called", leg.target.address),
            FormField("CallbackSource", "call-progress-events"), FormField("SequenceNumber", String(leg.sequence)),
        ]
        if event == "completed" {
            let seconds = leg.answered.map { Int((now - $0).seconds.rounded(.up)) } ?? 0
            fields.append(FormField("CallDuration", String(seconds)))
        }
        state.legs[place].sequence += 1
        tell(url, method: leg.target.statusCallbackMethod, fields: fields)
    }

    // MARK: What comes from outside

    /// An answer to a request of a leg.
    mutating func receiveOnLeg(_ reply: WebhookReply, to number: Int) {
        guard case .dialling(var state) = activity,
            let place = state.legs.firstIndex(where: {
                number > $0.requestBase && number < $0.requestBase + Self.legStride
            })
        else { return }
        pass(.reply(reply, to: number), to: place, &state)
        settle(state)
    }

    /// Somebody whose telephone rings does something.
    mutating func actOnLeg(_ number: String, _ action: DialledAction) {
        guard case .dialling(var state) = activity,
            let place = state.legs.firstIndex(where: { $0.reached == number && !$0.isEnded && !$0.isOwn })
        else { return }
        switch (action, state.legs[place].phase) {
        case (.answer, .ringing):
            say(.callee, "answers")
            answer(place, &state)
        case (.decline, .ringing):
            say(.callee, "declines")
            end(place, &state, as: "busy")
        case (.key(let key), .screening):
            pass(.key(key), to: place, &state)
        case (.hangUp, .screening):
            leave(place, &state)
        case (.hangUp, .connected):
            say(.callee, "hangs up")
            finish(state, status: "completed")
            return
        default: return
        }
        settle(state)
    }

    /// A leg to another number of the account was answered or ended there.
    mutating func hear(_ news: LegNews, ofLeg sid: String) {
        guard case .dialling(var state) = activity,
            let place = state.legs.firstIndex(where: { $0.sid == sid && !$0.isEnded })
        else { return }
        switch (news, state.legs[place].phase) {
        case (.answered, .ringing):
            answer(place, &state)
        case (.ended, .connected):
            finish(state, status: "completed")
            return
        case (.ended(let status), _):
            state.legs[place].isOwn = false
            end(place, &state, as: status == "completed" ? "no-answer" : status)
        default: return
        }
        settle(state)
    }
}

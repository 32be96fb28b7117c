extension SimulatedCall {
    /// The calls that `<Dial>` made, with what became of each.
    public var dialledCalls: [DialledCall] { machine.dialledCalls }

    /// What the call recorded.
    public var recordings: [SimulatedRecording] { machine.recordings }

    /// Does something on the telephone of somebody who was called by `<Dial>`.
    ///
    /// - Parameters:
    ///   - number: The number of the telephone, E.164.
    ///   - action: What is done; nothing happens where it cannot be.
    public func callee(_ number: String, _ action: DialledAction) { apply(.callee(number, action)) }

    /// Waits until a call that `<Dial>` made is in some state.
    ///
    /// - Parameters:
    ///   - number: The number that was dialled.
    ///   - timeout: How long to wait, in real time.
    ///   - isMeant: Whether the state is the one that is waited for.
    /// - Returns: The latest call to the number.
    /// - Throws: ``ScriptError`` when it did not come to that in time.
    @discardableResult
    public func waitForDialled(
        to number: String, timeout: Duration = .seconds(20), where isMeant: (DialledCall) -> Bool = { _ in true }
    ) async throws -> DialledCall {
        let found = await awaited(bell, within: timeout) {
            machine.dialledCalls.last { $0.to == number && isMeant($0) }
        }
        guard let found else { throw ScriptError("no such call to \(number)\(aftermath)") }
        return found
    }
}

// MARK: Twilio's end

extension SimulatedCall {
    func setPlans(_ dialPlans: [String: DialledBehaviour]) { machine.settings.dialPlans = dialPlans }

    /// Tells the call what became of a leg that leads to another number of the account.
    func hear(_ news: LegNews, ofLeg sid: String) { apply(.leg(sid, news)) }

    func forgetRecording(_ sid: String) { machine.recordings.removeAll { $0.sid == sid } }

    /// Tells whoever dialled this number, where that is a call of the account too, that it was answered or ended.
    func tellExchange() {
        guard let report = exchange?.report else { return }
        if machine.isAnswered, !hasToldAnswer, !ended {
            hasToldAnswer = true
            pass(.answered, to: report)
        }
        if ended, !hasToldEnd {
            hasToldEnd = true
            pass(.ended(status: machine.status), to: report)
        }
    }

    /// Reports go one after the other: an end that overtook its answer would look like a call that nobody took.
    private func pass(_ news: LegNews, to report: @escaping @Sendable (LegNews) async -> Void) {
        let before = lastReport
        lastReport = Task {
            await before?.value
            await report(news)
        }
    }
}

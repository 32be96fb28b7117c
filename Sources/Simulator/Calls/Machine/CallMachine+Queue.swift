extension CallMachine {
    /// How far an `<Enqueue>` has got.
    struct QueueState: Sendable {
        let enqueue: Enqueue
        let queueSID: String
        let entered: Duration
        var answered: Duration?
        var deadline: Duration?

        var isAnswered: Bool { answered != nil }
    }

    mutating func begin(_ enqueue: Enqueue) {
        documentsInARow = 0
        tasks.append(
            QueuedTask(queue: enqueue.queue, workflowSID: enqueue.workflowSID, attributes: enqueue.attributes))
        say(
            .system, "waits in \(enqueue.workflowSID.map { "the queue of workflow \($0)" } ?? "queue \(enqueue.queue)")"
        )
        var state = QueueState(enqueue: enqueue, queueSID: "QU" + random.hex(32), entered: now)
        // Who is busy or does not answer lets the caller wait until they hang up.
        if case .answers(let after, _) = settings.agent { state.deadline = now + after }
        activity = .queueing(state)
    }

    mutating func wake(_ state: QueueState) {
        guard !state.isAnswered, case .answers(_, let talk) = settings.agent else {
            say(.agent, "hangs up")
            finish(state, result: "bridged")
            return
        }
        say(.agent, "answers")
        var state = state
        state.answered = now
        state.deadline = talk.map { now + $0 }
        activity = .queueing(state)
    }

    /// Ends the wait: to the action, or without one to the next verb.
    mutating func finish(_ state: QueueState, result: String) {
        guard let action = state.enqueue.action else {
            proceed()
            return
        }
        fetch(action, method: state.enqueue.method, adding: fields(of: state, result: result))
    }

    func fields(of state: QueueState, result: String) -> [FormField] {
        let waited = (state.answered ?? now) - state.entered
        return [
            FormField("QueueResult", result), FormField("QueueSid", state.queueSID),
            FormField("QueueTime", String(Int(waited.seconds.rounded(.up)))),
        ]
    }
}

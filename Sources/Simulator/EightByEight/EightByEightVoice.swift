import Foundation

/// 8x8's calls of one subaccount.
struct EightByEightVoice: Sendable {
    let account: EightByEightAccount
    let clock: any SimulationClock
    let random: RandomSource
    let network: PhoneNetwork
    let faults: FaultPlan
    let reporter: EightByEightReporter
    let errands: Errands

    /// Makes a call of a flow.
    ///
    /// - Returns: The session's identifier.
    /// - Throws: What 8x8 refuses with.
    func place(_ flow: Callflow, path: String) async throws(EightByEightFailure) -> String {
        guard let (from, to) = flow.call else { throw .malformed }
        guard from == account.voiceNumber else { throw .invalid(-1014, "Caller id not allowed") }
        let session = random.uuid()
        var outgoing = OutgoingCall(carrier: .eightByEightVoice, document: flow.document(action: "https://8x8/0"))
        let fault = await faults.takeOutcome(.eightByEightVoice, path: path)
        if fault != nil { outgoing.timeout = .zero }
        let fetcher = CallflowFetcher(flow: flow, session: session, reporter: reporter, clock: clock)
        let call = await network.ring(CallPlan(from: from, to: to, outgoing: outgoing), fetcher: fetcher)
        await errands.run {
            guard let ending = try? await call.waitUntilEnded(timeout: .seconds(3600)) else { return }
            try? await clock.sleep(until: clock.now + reporter.habits().delay)
            guard !Task.isCancelled else { return }
            await summarise(session, call: call, ending: ending, error: Self.code(of: fault))
        }
        return session
    }

    private static func code(of fault: Fault.Kind?) -> Int? {
        switch fault {
        case .undelivered(let code), .rejected(let code): code.flatMap { Int($0) } ?? -2002
        default: nil
        }
    }

    /// Tells the session summary webhook how the call ended.
    private func summarise(_ session: String, call: SimulatedCall, ending: CallEnding, error: Int?) async {
        guard let webhook = reporter.webhooks[.sessionSummary] else { return }
        let status: String
        switch ending.reason {
        case .notAnswered("busy"): status = "BUSY"
        case .notAnswered("canceled"): status = "CANCELED"
        case .notAnswered("no-answer"): status = error == nil ? "NO_ANSWER" : "FAILED"
        case .notAnswered, .applicationError: status = "FAILED"
        default: status = "COMPLETED"
        }
        let leg: JSON = [
            "callId": .string(call.sid), "callStatus": .string(status),
            "callDuration": .integer(Int(ending.duration.seconds.rounded(.up))), "source": .string(call.from),
            "destination": .string(call.to),
        ]
        var payload: [String: JSON] = [
            "eventId": .string(random.uuid()), "subAccountId": .string(account.subaccount),
            "sessionId": .string(session), "sessionStatus": .string(status),
            "timestamp": .string(EightByEightReporter.date(clock.date)), "details": ["callA": leg],
        ]
        if let error {
            payload["errorDetails"] = ["errorCode": .integer(error), "errorMessage": "The call failed"]
        }
        let event: JSON = ["namespace": "VOICE", "eventType": "SESSION_SUMMARY", "payload": .object(payload)]
        for _ in 0..<max(reporter.habits().times, 1) { await reporter.send(event, to: webhook) }
    }
}

/// Brings what the person enters in a flow to the customer's webhook, and goes on with the flow that it answers.
struct CallflowFetcher: WebhookFetcher {
    let flow: Callflow
    let session: String
    let reporter: EightByEightReporter
    let clock: any SimulationClock

    func fetch(_ request: WebhookRequest) async -> WebhookReply {
        let place = request.url.split(separator: "/").last.flatMap { Int($0) } ?? 0
        let rest = flow.rest(after: place)
        let payload: JSON = [
            "eventId": .string(UUID().uuidString.lowercased()), "subAccountId": .string(reporter.subaccount),
            "sessionId": .string(session), "callId": .optional(request["CallSid"]), "callDirection": "OUTBOUND",
            "callStatus": "ACTION_COMPLETED", "source": .optional(request["From"]),
            "destination": .optional(request["To"]), "timestamp": .string(EightByEightReporter.date(clock.date)),
            "eventData": ["dtmf": .optional(request["Digits"])], "clientActionId": nil,
        ]
        let event: JSON = ["namespace": "VOICE", "eventType": "CALL_ACTION", "payload": payload]
        guard let webhook = reporter.webhooks[.callAction], let answer = await reporter.send(event, to: webhook),
            let body = JSON(answer)?.object, let next = try? Callflow(body, beginsCall: false, now: clock.date)
        else { return .twiml(rest.document(action: "https://8x8/0")) }
        return .twiml(next.document(action: "https://8x8/0"))
    }
}

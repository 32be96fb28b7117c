extension Simulation {
    // MARK: Okta's hooks

    /// What came of each request to the telephony hook, in the order of their answers.
    public var hookCalls: [OktaHookCall] {
        get async { await parts.delivery.telephony.calls }
    }

    /// Makes the org's authorization server sign with a new key.
    ///
    /// - Parameter keepsOld: Whether the old keys stay published.
    public func rotateKeys(keepsOld: Bool = true) async {
        await parts.delivery.issuer.rotate(keepsOld: keepsOld)
    }

    /// The issuer of the tokens that the org's hooks carry: `HOOK_OAUTH_ISSUER`.
    public var hookIssuer: String { endpoints.okta + "/oauth2/default" }

    // MARK: Messages and calls

    /// The messages that came to a number, whoever has it; oldest first.
    public func messages(to number: String) async -> [HandsetMessage] {
        await parts.handsets.messages(to: number)
    }

    /// Changes what people do whose handset rings, from now on.
    public func setCallee(_ callee: CalleeBehaviour) async {
        await parts.engine.setCallee(callee)
    }

    // MARK: Reports

    /// Changes how delivery reports come from now on: late, repeated, out of order.
    public func changeReports(_ change: @Sendable (inout ReportHabits) -> Void) {
        change(&parts.delivery.habits.value)
    }

    /// Sends Event Grid's deliveries elsewhere from now on.
    ///
    /// - Parameters:
    ///   - url: The URL; of one that begins with a slash, the path at the service.
    ///   - authorization: The value of `Authorization`; `nil` for none.
    ///   - usesCloudEvents: Whether the schema is that of CloudEvents 1.0 instead of Event Grid's own.
    public func subscribeEventGrid(url: String, authorization: String?, usesCloudEvents: Bool) async {
        await parts.delivery.grid.subscribe(
            EventGrid.Subscription(
                url: url, usesCloudEvents: usesCloudEvents,
                header: authorization.map { FormField("Authorization", $0) }))
    }

    // MARK: What the vendors know

    /// How the verifications at Twilio Verify stand: number, `pending`, `approved`, `canceled` or `expired`.
    public var verifications: [(to: String, status: String)] {
        get async { await parts.delivery.verify.verifications.map { ($0.to, $0.status) } }
    }

    /// What 8x8 was told of the outcome of its messages: number, and `success` or `failure`.
    public var eightByEightOutcomes: [(to: String, outcome: String)] {
        get async {
            await parts.delivery.texts.messages.values.compactMap { message in
                message.outcome.map { (message.order.number, $0) }
            }
        }
    }
}

extension Handset {
    /// The calls that made the handset ring, oldest first.
    public var calls: [SimulatedCall] {
        get async {
            guard let engine else { return [] }
            let numbers = await numbers
            return await engine.all.filter { $0.carrier != nil && numbers.contains($0.to) }
        }
    }

    /// Waits until the handset rings; each call is given once.
    ///
    /// - Parameter timeout: How long to wait, in real time.
    /// - Returns: The newest call that was not waited for before.
    /// - Throws: ``ScriptError`` when none came in time.
    public func waitForCall(timeout: Duration = .seconds(10)) async throws -> SimulatedCall {
        guard let engine, let call = await engine.nextRing(to: await numbers, within: timeout) else {
            throw ScriptError("no call made the handset of \(userID) ring within \(timeout)")
        }
        return call
    }

    private var numbers: Set<String> {
        get async {
            guard let user = await org.users.first(where: { $0.id == userID }) else { return [userID] }
            let profile = [user.profile["mobilePhone"], user.profile["ivrPhone"]].compactMap(\.self)
            return Set(user.factors.compactMap(\.phoneNumber) + profile)
        }
    }
}

extension Simulation {
    // MARK: Calls

    /// Tells Twilio where the service is, for calls that are placed from now on.
    public func connect(to service: ServiceAddress) async {
        await parts.connect(to: service)
    }

    /// Places a call; its first request is under way when this returns.
    public func place(_ plan: CallPlan) async -> SimulatedCall {
        await parts.engine.place(plan)
    }

    /// Every call so far, oldest first.
    public var calls: [SimulatedCall] {
        get async { await parts.engine.all }
    }

    /// Waits until a call to a number was placed, by a person or by a number that calls on.
    ///
    /// - Returns: The newest one.
    /// - Throws: ``ScriptError`` when there was none in time.
    public func waitForCall(to number: String, timeout: Duration = .seconds(10)) async throws -> SimulatedCall {
        guard let call = await parts.engine.call(to: number, within: timeout) else {
            throw ScriptError("no call to \(number) was placed within \(timeout)")
        }
        return call
    }

    // MARK: People

    /// The people in the Okta org, as they are now.
    public var users: [SimulatedUser] {
        get async { await parts.org.users }
    }

    /// The handset of a user.
    ///
    /// - Parameter user: Okta's identifier, the login, or the number that the person calls from.
    /// - Returns: The handset; of several users with one number that of the first.
    /// - Throws: ``ScriptError`` when there is no such user.
    public func handset(of user: String) async throws -> Handset {
        let users = await parts.org.users
        guard let found = users.first(where: { [$0.id, $0.login, $0.callerNumber].contains(user) }) else {
            throw ScriptError("there is no user \(user)")
        }
        return parts.handset(of: found)
    }

    /// Adds a user, or replaces the one with the same identifier.
    public func put(_ user: SimulatedUser) async {
        await parts.org.put(user)
    }

    /// Changes how the Okta org is set up, its rate limits and number challenges for instance.
    public func changeOkta(_ change: @Sendable (inout OktaOrgSettings) -> Void) async {
        await parts.org.change(change)
    }

    // MARK: Faults

    /// Makes something go wrong.
    public func add(_ fault: Fault) async {
        await parts.faults.add(fault)
    }

    /// The faults that have not all happened yet: one that is met as often as it should be is gone.
    public var faults: [Fault] {
        get async { await parts.faults.faults }
    }

    /// Forgets every fault and lets go of requests that hang.
    public func clearFaults() async {
        await parts.faults.clear()
    }

    // MARK: What happened

    /// The requests so far, of one server or of all, in the order of their answers.
    public func requests(to upstream: Upstream? = nil) -> [RequestRecord] {
        parts.journal.requests(to: upstream)
    }

    /// Everything that happened after an event's number.
    public func events(after number: Int = 0) -> [NumberedEvent] {
        parts.journal.events(after: number)
    }

    /// What happens from an event's number on, as it happens; ends when the simulation stops.
    public func eventStream(after number: Int = 0) -> AsyncStream<NumberedEvent> {
        parts.journal.stream(after: number)
    }
}

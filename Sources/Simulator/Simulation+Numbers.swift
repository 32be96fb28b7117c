extension Simulation {
    // MARK: Numbers

    /// The numbers of the account, oldest first; the voice bot's is the first.
    public var numbers: [TwilioNumber] {
        get async { await parts.registry.all }
    }

    /// Adds a number to the account, or replaces the one with the same digits.
    @discardableResult
    public func put(_ number: TwilioNumber) async -> TwilioNumber {
        await parts.registry.put(number)
    }

    /// Lets a number be offered and be gone when it is bought (21422), as when somebody else was faster.
    public func contest(_ phoneNumber: String) async {
        await parts.registry.contest(phoneNumber)
    }

    /// Enters a number of the account into a registered campaign, or takes it out (30034).
    public func setRegistered(_ isRegistered: Bool, number: String) async {
        _ = await parts.registry.setRegistered(isRegistered, number)
    }

    /// How many numbers were bought since the start.
    public var purchaseCount: Int {
        get async { await parts.registry.purchaseCount }
    }

    /// Gives an employee a number of the account, and a mobile.
    ///
    /// - Parameters:
    ///   - user: Okta's identifier or the login.
    ///   - companyNumber: The number, E.164; its webhooks are those that company numbers have at the start.
    ///   - mobile: The mobile, E.164; as it is without it.
    /// - Throws: ``ScriptError`` when there is no such user.
    public func employ(_ user: String, companyNumber: String, mobile: String? = nil) async throws {
        guard var found = await users.first(where: { $0.id == user || $0.login == user }) else {
            throw ScriptError("there is no user \(user)")
        }
        found.profile["primaryPhone"] = companyNumber
        if let mobile { found.profile["mobilePhone"] = mobile }
        await put(found)
        let service = parts.service.value
        await put(
            TwilioNumber(
                phoneNumber: companyNumber, friendlyName: found.id,
                voice: .init(url: service.publicURL + service.callForwardPath),
                sms: .init(url: service.publicURL + service.smsForwardPath)))
    }

    /// Decides what happens on a number when `<Dial>` calls it, in calls that are under way too.
    ///
    /// - Parameters:
    ///   - number: The number, E.164.
    ///   - behaviour: What happens; what the agent does with `nil`.
    public func setDialled(_ number: String, _ behaviour: DialledBehaviour?) async {
        await parts.engine.setDialled(number, behaviour)
    }

    /// Changes what holds for calls that are placed from now on.
    public func changeCalls(_ change: @Sendable (inout CallSettings) -> Void) async {
        await parts.engine.change(change)
    }

    // MARK: Texts

    /// Sends a text to a number of the account, and waits until the service's answer has been carried out.
    ///
    /// - Parameter text: The text; from outside, or from an employee's mobile.
    /// - Returns: What became of it.
    /// - Throws: ``ScriptError`` when the number is none of the account's.
    @discardableResult
    public func send(_ text: OutsideText) async throws -> TextExchange {
        guard let exchange = await parts.desk.receive(text) else {
            throw ScriptError("\(text.to) is no number of the account")
        }
        return exchange
    }

    /// Every text that numbers of the account received, oldest first.
    public var textExchanges: [TextExchange] {
        get async { await parts.desk.exchanges }
    }

    /// Waits until numbers of the account have received so many texts since the start.
    ///
    /// - Returns: All of them, oldest first.
    /// - Throws: ``ScriptError`` when it were fewer in time.
    @discardableResult
    public func waitForTextExchanges(_ count: Int, timeout: Duration = .seconds(10)) async throws -> [TextExchange] {
        guard let found = await parts.desk.wait(for: count, within: timeout) else {
            throw ScriptError("fewer than \(count) texts came within \(timeout)")
        }
        return found
    }

    /// The texts that reached the handset of a number, an employee's or anybody's, oldest first.
    public func texts(to number: String) async -> [HandsetMessage] {
        await parts.desk.handsets.messages(of: number)
    }

    /// Waits until a text reaches the handset of a number.
    ///
    /// - Parameters:
    ///   - number: The number, E.164.
    ///   - words: A piece of the text, in any case.
    ///   - timeout: How long to wait, in real time.
    /// - Returns: The first text that has the words in it.
    /// - Throws: ``ScriptError`` when none came in time.
    @discardableResult
    public func waitForText(
        to number: String, containing words: String = "", timeout: Duration = .seconds(10)
    ) async throws -> HandsetMessage {
        let found = await parts.desk.handsets.message(to: number, within: timeout) { message in
            words.isEmpty || message.text.lowercased().contains(words.lowercased())
        }
        guard let found else { throw ScriptError("no text with “\(words)” reached \(number) within \(timeout)") }
        return found
    }

    /// Whether somebody has refused texts from a number of the account.
    public func hasOptedOut(_ number: String, of companyNumber: String) async -> Bool {
        await parts.desk.hasOptedOut(number, of: companyNumber)
    }

    /// Lets texts that look like one-time codes be kept from the service, as Twilio does (30038).
    public func filterOneTimeCodes(_ isOn: Bool) async {
        await parts.desk.setFilter(oneTimeCodes: isOn)
    }

    /// Decides what a mobile does by itself with texts that reach it; nothing with `nil`.
    public func setTextHabit(_ habit: TextHabit?, of number: String) async {
        await parts.desk.setHabit(habit, of: number)
    }

    /// Changes how far texts may go round.
    public func changeTextLimits(_ change: @Sendable (inout TextLimits) -> Void) async {
        await parts.desk.changeLimits(change)
    }

    /// Remembers whether the owner of a number has told a number of the account to stop, the voice bot's without one.
    public func setOptedOut(_ isOut: Bool, number: String, of companyNumber: String? = nil) async {
        await parts.desk.setOptedOut(isOut, number, of: companyNumber ?? configuration.twilio.phoneNumber)
    }

    /// The rings of numbers that calls and texts went round in.
    public var loops: [[String]] {
        events().compactMap { if case .loop(let numbers) = $0.event { numbers } else { nil } }
    }
}

/// What a simulated world is made of.
public struct SimulatorConfiguration: Sendable {
    /// The port of the web phone and control.
    ///
    /// The next ones are Okta, Twilio and so on; 0 takes free ports for all.
    public var port: Int

    /// The people in the Okta org.
    public var users: [SimulatedUser]

    /// How the Okta org is set up.
    public var okta: OktaOrgSettings

    /// The Twilio account.
    public var twilio: TwilioAccount

    /// The service under test; may be changed by ``Simulation/connect(to:)`` when its address is known later.
    public var service: ServiceAddress

    /// The numbers of the account besides the voice bot's; by default those that employees have as `primaryPhone`.
    public var numbers: [TwilioNumber]?

    /// The numbers that are for sale.
    public var market = NumberMarket()

    /// What happens on each number that is dialled; where nothing is planned, what the agent does.
    public var dialPlans: [String: DialledBehaviour] = [:]

    /// What the human agent does when a call is put through.
    public var agent: AgentBehaviour

    /// What a person does whose handset rings.
    public var callee: CalleeBehaviour

    /// What the service has with those who deliver codes.
    public var delivery: DeliveryAccounts

    /// How delivery reports come.
    public var reports: ReportHabits

    /// How many times faster than usual the bot speaks and pauses; what people and Okta wait for is not hurried.
    public var speechSpeed: Double

    /// The clock that everything lives by.
    public var clock: any SimulationClock

    /// Where codes, identifiers and number challenges come from.
    public var random: RandomSource

    /// Makes a configuration.
    public init(
        port: Int = 9400, users: [SimulatedUser] = .sampleDirectory, okta: OktaOrgSettings = OktaOrgSettings(),
        twilio: TwilioAccount = TwilioAccount(),
        service: ServiceAddress = ServiceAddress(publicURL: "http://127.0.0.1:8080"),
        agent: AgentBehaviour = .answers(), callee: CalleeBehaviour = .answers(),
        delivery: DeliveryAccounts = DeliveryAccounts(), reports: ReportHabits = ReportHabits(),
        speechSpeed: Double = 1, clock: any SimulationClock = RunningClock(),
        random: RandomSource = .system
    ) {
        self.port = port
        self.users = users
        self.okta = okta
        self.twilio = twilio
        self.service = service
        self.agent = agent
        self.callee = callee
        self.delivery = delivery
        self.reports = reports
        self.speechSpeed = speechSpeed
        self.clock = clock
        self.random = random
    }

    /// What a number's calls are handled by.
    func callSettings(for service: ServiceAddress) -> CallSettings {
        var settings = CallSettings(
            account: twilio, voiceURL: service.publicURL + service.voicePath, voiceMethod: service.voiceMethod,
            fallbackURL: service.fallbackURL, statusCallbackURL: service.statusPath.map { service.publicURL + $0 },
            speechSpeed: speechSpeed, agent: agent, callee: callee)
        settings.dialPlans = dialPlans
        return settings
    }

    /// The numbers that the account owns at the start.
    var ownedNumbers: [TwilioNumber] {
        let base = service.publicURL
        let company = users.compactMap { user -> TwilioNumber? in
            guard let number = user.profile["primaryPhone"] else { return nil }
            return TwilioNumber(
                phoneNumber: number, friendlyName: user.id,
                voice: .init(url: base + service.callForwardPath), sms: .init(url: base + service.smsForwardPath))
        }
        return [TwilioNumber(phoneNumber: twilio.phoneNumber, friendlyName: "IVR")] + (numbers ?? company)
    }

    /// Registers the service's telephony and event hooks in the org, with the secret of ``delivery``.
    public mutating func registerHooks() {
        okta.telephonyHook = .telephony(secret: delivery.hookSecret)
        okta.eventHook = .events(secret: delivery.hookSecret)
    }
}

/// How the simulated Okta org is set up.
public struct OktaOrgSettings: Sendable {
    /// What the org does about number challenges in push prompts.
    public enum NumberChallenge: Sendable, Equatable {
        /// A request may ask for one and gets the number at once, as in Okta's documentation.
        case onRequest

        /// The org lacks the feature: a request that asks for one is refused with E0000001.
        case refused

        /// The org imposes one on every push; the number is absent at first and appears in a later poll, where
        /// authentication clients find it: `_embedded.factor._embedded.challenge.correctAnswer`.
        case imposed(afterPolls: Int)
    }

    /// Requests per minute that each bucket admits.
    public struct RateLimits: Sendable, Equatable {
        /// `GET /api/v1/users`.
        public var search: Int

        /// `/api/v1/users/{id}`.
        public var user: Int

        /// Everything else, factors among it.
        public var other: Int

        /// Makes limits; the defaults are those of an enterprise org.
        public init(search: Int = 600, user: Int = 1000, other: Int = 600) {
            self.search = search
            self.user = user
            self.other = other
        }
    }

    /// The API token that requests must present as `SSWS`.
    public var token: String

    /// What the org does about number challenges.
    public var numberChallenge: NumberChallenge

    /// Requests per minute.
    public var rateLimits: RateLimits

    /// How long a code by text message can be used.
    public var codeLifetime: Duration

    /// How long after one text message to a number the next is refused.
    public var messageInterval: Duration

    /// How long a push waits for an answer.
    public var pushLifetime: Duration

    /// Wrong codes after which the user is locked out; `nil` for never.
    public var lockoutAfter: Int?

    /// Which of Okta's two engines the org runs on.
    public enum Pipeline: String, Sendable {
        /// Identity Engine, with authenticators.
        case idx

        /// Classic Engine, with factors of the org.
        case v1
    }

    /// Which engine the org runs on.
    public var pipeline: Pipeline = .idx

    /// The apps that may ask for tokens.
    public var apps: [OktaServiceApp] = []

    /// Whether the org's schema has `ivrPhone`, `ivrFactorPreference` and `ivrHours` from the start.
    public var hasIVRAttributes = true

    /// The hook that is asked to deliver codes; `nil` when Okta sends by itself.
    public var telephonyHook: OktaHook?

    /// The clients that hooks may fetch tokens as.
    public var hookClients = [OktaHookClient()]

    /// The hook that is told of events.
    public var eventHook: OktaHook?

    /// Makes settings.
    public init(
        token: String = "00simulatedOktaApiToken", numberChallenge: NumberChallenge = .onRequest,
        rateLimits: RateLimits = RateLimits(), codeLifetime: Duration = .seconds(300),
        messageInterval: Duration = .seconds(30), pushLifetime: Duration = .seconds(300), lockoutAfter: Int? = nil,
        telephonyHook: OktaHook? = nil, eventHook: OktaHook? = nil
    ) {
        self.token = token
        self.numberChallenge = numberChallenge
        self.rateLimits = rateLimits
        self.codeLifetime = codeLifetime
        self.messageInterval = messageInterval
        self.pushLifetime = pushLifetime
        self.lockoutAfter = lockoutAfter
        self.telephonyHook = telephonyHook
        self.eventHook = eventHook
    }
}

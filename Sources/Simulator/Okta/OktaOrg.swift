import Foundation

/// The simulated Okta org: users, factors, codes that were sent, pushes that wait.
actor OktaOrg {
    /// A code that was sent to a factor's number and has not been used yet.
    struct SentCode {
        var code: String
        var expires: Duration
    }

    /// A push that was sent to a device.
    struct PushTransaction {
        var userID: String
        var factor: SimulatedFactor
        var prompt: PushPrompt
        var correctAnswer: Int?
        var expires: Duration
        var polls = 0
    }

    var settings: OktaOrgSettings
    let clock: any SimulationClock
    let random: RandomSource
    let journal: Journal
    let handsets: HandsetRack
    let notice: @Sendable (_ userID: String, _ text: String) async -> Void
    let bell = Bell()

    var users: [SimulatedUser]
    var sentCodes: [String: SentCode] = [:]
    var lastMessages: [String: Duration] = [:]
    var usedSteps: [String: Set<Int>] = [:]
    var wrongCodes: [String: Int] = [:]
    var transactions: [String: PushTransaction] = [:]
    var transactionOrder: [String] = []
    var limiter: OktaRateLimiter
    var management: OktaManagement
    var outside: Outside?

    /// The org's URL, on which links are built; known when the server listens.
    private(set) var url = "https://simulated.okta.example"

    /// Makes an org; `notice` is told in words what happens on a handset, for the transcripts of calls.
    init(
        users: [SimulatedUser], settings: OktaOrgSettings, clock: any SimulationClock, random: RandomSource,
        journal: Journal, handsets: HandsetRack,
        notice: @escaping @Sendable (_ userID: String, _ text: String) async -> Void
    ) {
        self.users = users
        self.settings = settings
        self.clock = clock
        self.random = random
        self.journal = journal
        self.handsets = handsets
        self.notice = notice
        limiter = OktaRateLimiter(limits: settings.rateLimits)
        management = OktaManagement(settings: settings)
    }

    func setURL(_ url: String) { self.url = url }

    /// Changes the set-up while the org runs.
    func change(_ change: @Sendable (inout OktaOrgSettings) -> Void) {
        let (pipeline, isPrepared) = (settings.pipeline, settings.hasIVRAttributes)
        change(&settings)
        // Another engine, or another schema to begin with, is another org.
        if pipeline != settings.pipeline || isPrepared != settings.hasIVRAttributes {
            management = OktaManagement(settings: settings)
        }
        limiter.limits = settings.rateLimits
    }

    /// Adds a user, or replaces the one with the same identifier.
    func put(_ user: SimulatedUser) {
        if let place = users.firstIndex(where: { $0.id == user.id }) {
            users[place] = user
        } else {
            users.append(user)
        }
    }

    /// Counts a request against the limit of its bucket.
    func take(path: String) -> OktaRateLimiter.Standing {
        limiter.take(OktaRateLimiter.Bucket(path: path), at: clock.date)
    }

    /// A fresh identifier such as those of requests and errors.
    func freshID(_ prefix: String) -> String { prefix + random.letters(17) }
}

// MARK: Users

extension OktaOrg {
    /// The profile attributes of the org's schema; where it was prepared, what any user has too.
    private var attributes: Set<String> {
        var known = management.schema.names
        if settings.hasIVRAttributes { for user in users { known.formUnion(user.profile.keys) } }
        return known
    }

    /// Finds users, in the order of their identifiers.
    ///
    /// - Parameters:
    ///   - search: An expression, or `nil` for everyone who has not left.
    ///   - limit: The size of a page.
    ///   - cursor: The identifier after which to go on.
    /// - Returns: A page, and the cursor of the next one if there is any.
    /// - Throws: E0000031 when the expression is not understood.
    func search(_ search: String?, limit: Int, after cursor: String?) throws(OktaFailure) -> (
        page: [SimulatedUser], next: String?
    ) {
        var found: [SimulatedUser]
        if let search {
            let expression = try OktaSearch(search, attributes: attributes)
            found = users.filter { expression.matches($0) }
        } else {
            found = users.filter { $0.status != "DEPROVISIONED" }
        }
        found = found.sorted { $0.id < $1.id }.filter { user in cursor.map { user.id > $0 } ?? true }
        let page = Array(found.prefix(limit))
        return (page, found.count > limit ? page.last?.id : nil)
    }

    /// A user by identifier or login.
    func user(_ idOrLogin: String) throws(OktaFailure) -> SimulatedUser {
        let found =
            users.first { $0.id == idOrLogin } ?? users.first { $0.login.lowercased() == idOrLogin.lowercased() }
        guard let user = found else { throw .notFound(idOrLogin, "User") }
        return user
    }

    /// Who has a number as their mobile; the first of several.
    func owner(ofMobile number: String) -> String? {
        users.first { $0.profile["mobilePhone"] == number || $0.profile["ivrPhone"] == number }?.id
    }

    /// Changes some attributes of a profile; a null removes one.
    func update(_ idOrLogin: String, body: JSON) throws(OktaFailure) -> SimulatedUser {
        var user = try user(idOrLogin)
        guard user.status != "DEPROVISIONED" else { throw .statusForbids }
        guard let changes = body["profile"]?.object else {
            throw .validation("profile", "The field cannot be left blank")
        }
        for (name, value) in changes {
            guard attributes.contains(name) else { throw .validation(name, "is not defined in the profile schema") }
            switch value {
            case .null: user.profile[name] = nil
            case .string(let text): user.profile[name] = text
            default: throw .validation(name, "must be a string")
            }
            let others = users.lazy.filter { $0.id != user.id }.compactMap { $0.profile[name] }
            try management.schema.check(user.profile[name], of: name, isTaken: { others.contains($0) })
        }
        put(user)
        return user
    }

    /// A factor of a user.
    func factor(_ id: String, of user: SimulatedUser) throws(OktaFailure) -> SimulatedFactor {
        guard let factor = user.factors.first(where: { $0.id == id }) else { throw .notFound(id, "UserFactor") }
        return factor
    }
}

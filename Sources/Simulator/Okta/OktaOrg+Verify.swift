import Foundation

extension OktaOrg {
    /// An answer that grants or goes on.
    struct Verification: Equatable {
        var status: Int
        var body: JSON
    }

    /// Challenges a factor, or checks the answer to a challenge.
    ///
    /// - Parameters:
    ///   - userID: The user, by identifier or login.
    ///   - factorID: The factor.
    ///   - body: The request's body; an empty one counts as an empty object.
    ///   - client: The request's `User-Agent`, which push factors insist on.
    /// - Returns: What Okta answers.
    /// - Throws: What Okta refuses with.
    func verify(
        _ userID: String, factor factorID: String, body: [UInt8], client: String?
    ) async throws(OktaFailure) -> Verification {
        let user = try user(userID)
        try checkMayAuthenticate(user)
        let factor = try factor(factorID, of: user)
        guard factor.status == "ACTIVE" else { throw .factorNotActive }
        guard let request = body.isEmpty ? JSON.object([:]) : JSON(body), let fields = request.object else {
            throw .malformedBody
        }
        switch factor.kind {
        case .sms(let number), .call(let number):
            // An empty passCode is none: Okta then sends another code.
            guard let passCode = try text("passCode", in: fields), !passCode.isEmpty else {
                return try await sendCode(to: number, factor: factor, user: user)
            }
            return try await checkCode(passCode, factor: factor, user: user)
        case .totp, .googleTOTP:
            guard let passCode = try text("passCode", in: fields), !passCode.isEmpty else {
                throw .validation("passCode", "The field cannot be left blank")
            }
            return try await checkTimeBasedCode(passCode, factor: factor, user: user)
        case .push(let device):
            guard let client, !client.isEmpty else {
                throw .validation("User-Agent", "The header is required to verify push factors")
            }
            return try await sendPush(
                to: device, factor: factor, user: user, client: client,
                wantsNumber: fields["useNumberMatchingChallenge"]?.bool ?? false)
        }
    }

    /// Refuses users who may not sign in.
    private func checkMayAuthenticate(_ user: SimulatedUser) throws(OktaFailure) {
        switch user.status {
        case "ACTIVE": return
        case "LOCKED_OUT": throw .userLocked
        case "DEPROVISIONED": throw .userGone
        case "SUSPENDED", "STAGED", "PROVISIONED": throw .userNotActive
        default: throw .statusForbids
        }
    }

    private func text(_ name: String, in fields: [String: JSON]) throws(OktaFailure) -> String? {
        guard let value = fields[name], value != .null else { return nil }
        guard let text = value.string else { throw .malformedBody }
        return text
    }

    private func sendCode(
        to number: String, factor: SimulatedFactor, user: SimulatedUser
    ) async throws(OktaFailure) -> Verification {
        let now = clock.now
        // Texts and calls to a number are counted apart.
        let place = "\(factor.factorType) \(number)"
        if let last = lastMessages[place], now - last < settings.messageInterval {
            throw factor.factorType == "call" ? .callRecentlyMade : .messageRecentlySent
        }
        lastMessages[place] = now
        let code = random.digits(6)
        sentCodes[factor.id] = SentCode(code: code, expires: now + settings.codeLifetime)
        await carry(code, to: number, factor: factor, user: user)
        return Verification(
            status: 200,
            body: [
                "factorResult": "CHALLENGE", "profile": ["phoneNumber": .string(number)],
                "_links": [
                    "verify": link(factorPath(user, factor) + "/verify", "POST"),
                    "factor": link(factorPath(user, factor), "GET", "DELETE"),
                ],
            ])
    }

    private func checkCode(
        _ passCode: String, factor: SimulatedFactor, user: SimulatedUser
    ) async throws(OktaFailure) -> Verification {
        guard let sent = sentCodes[factor.id], sent.expires > clock.now, sent.code == passCode else {
            throw countWrongCode(of: user)
        }
        sentCodes[factor.id] = nil
        wrongCodes[user.id] = nil
        await tellVerified(factor, user: user)
        return Verification(status: 200, body: ["factorResult": "SUCCESS"])
    }

    private func checkTimeBasedCode(
        _ passCode: String, factor: SimulatedFactor, user: SimulatedUser
    ) async throws(OktaFailure) -> Verification {
        guard let secret = factor.secret else { throw .wrongPasscode }
        let current = TOTP.step(at: clock.date)
        // Nearest steps first, so that a code is judged by the most favourable step that it belongs to.
        let matching = (-10...10).sorted { abs($0) < abs($1) }
            .first { TOTP.code(secret: secret, step: current + $0) == passCode }
        guard let matching else { throw countWrongCode(of: user) }
        guard abs(matching) <= 1 else { throw .codeOutsideWindow }
        guard usedSteps[factor.id, default: []].insert(current + matching).inserted else { throw .codeReused }
        wrongCodes[user.id] = nil
        await tellVerified(factor, user: user)
        return Verification(status: 200, body: ["factorResult": "SUCCESS"])
    }

    private func countWrongCode(of user: SimulatedUser) -> OktaFailure {
        wrongCodes[user.id, default: 0] += 1
        guard let limit = settings.lockoutAfter, wrongCodes[user.id, default: 0] >= limit else { return .wrongPasscode }
        var locked = user
        locked.status = "LOCKED_OUT"
        put(locked)
        wrongCodes[user.id] = nil
        return .userLocked
    }

    /// The code that a user's authenticator shows now.
    func authenticatorCode(of userID: String) -> String? {
        guard let user = try? user(userID), let secret = user.factors.lazy.compactMap(\.secret).first else {
            return nil
        }
        return TOTP.code(secret: secret, step: TOTP.step(at: clock.date))
    }

    func factorPath(_ user: SimulatedUser, _ factor: SimulatedFactor) -> String {
        "/api/v1/users/\(user.id)/factors/\(factor.id)"
    }

    func link(_ path: String, _ methods: String...) -> JSON {
        ["href": .string(url + path), "hints": ["allow": .array(methods.map(JSON.string))]]
    }
}

import Foundation

/// Brings Okta's codes to people: through the telephony hook when there is one, else by Okta's own provider.
actor OktaTelephony {
    /// A code that is to reach somebody.
    struct Code: Sendable {
        var code: String
        var user: SimulatedUser
        var number: String
        var isCall: Bool
        var lifetime: Duration
    }

    // Okta waits so long and never asks again.
    private static let limit = Duration.seconds(3)

    let clock: any SimulationClock
    let random: RandomSource
    let requests: OutgoingRequests
    let network: PhoneNetwork
    let issuer: OktaIssuer
    private(set) var calls: [OktaHookCall] = []

    init(
        clock: any SimulationClock, random: RandomSource, requests: OutgoingRequests, network: PhoneNetwork,
        issuer: OktaIssuer
    ) {
        self.clock = clock
        self.random = random
        self.requests = requests
        self.network = network
        self.issuer = issuer
    }

    /// Brings a code to its owner.
    ///
    /// - Parameters:
    ///   - code: What goes where.
    ///   - hook: The telephony hook; `nil` when the org has none.
    ///   - orgURL: The org's URL, which the hook is told.
    /// - Returns: What came of the hook; `nil` without one.
    @discardableResult
    func carry(_ code: Code, hook: OktaHook?, orgURL: String) async -> OktaHookCall? {
        guard let hook else {
            await sendByOkta(code)
            return nil
        }
        let eventID = random.letters(22)
        let began = ContinuousClock.now
        let request = await request(code, eventID: eventID, hook: hook, orgURL: orgURL)
        let outcome = TelephonyHookAnswer.judge(await requests.send(request, within: Self.limit))
        let call = OktaHookCall(
            eventID: eventID, userID: code.user.id, channel: code.isCall ? "voice call" : "SMS", outcome: outcome,
            milliseconds: began.duration(to: .now).seconds * 1000)
        calls.append(call)
        if case .fellBack(let reason) = outcome {
            await network.engine.remark(
                userID: code.user.id, text: "Okta sends by itself, since its telephony hook failed: \(reason)",
                by: .system)
            await sendByOkta(code)
        }
        return call
    }

    private func sendByOkta(_ code: Code) async {
        guard code.isCall else {
            await network.handsets.deliver(
                text: Self.text(code.code), code: code.code, to: code.number, userID: code.user.id, from: "Okta",
                carrier: .okta)
            return
        }
        let digits = code.code.map(String.init).joined(separator: ", ")
        await network.ring(
            CallPlan(
                from: "+18335551234", to: code.number,
                outgoing: OutgoingCall(
                    carrier: .okta,
                    document: "<Response><Say loop=\"2\">Your verification code is \(digits).</Say></Response>")))
    }

    /// Okta's own words.
    static func text(_ code: String) -> String { "Your verification code is \(code)." }

    private func request(_ code: Code, eventID: String, hook: OktaHook, orgURL: String) async -> OutgoingRequest {
        let now = clock.date
        let expires = now.addingTimeInterval(code.lifetime.seconds)
        let path = "/api/v1/users/\(code.user.id)/factors/verify"
        let data: JSON = [
            "context": [
                "request": [
                    "id": .string("req" + random.letters(21)), "method": "POST", "url": ["value": .string(path)],
                    "ipAddress": "127.0.0.1",
                ]
            ],
            "userProfile": [
                "firstName": .optional(code.user.profile["firstName"]),
                "lastName": .optional(code.user.profile["lastName"]), "login": .string(code.user.login),
                "userId": .string(code.user.id),
            ],
            "messageProfile": [
                "msgTemplate": .string(Self.text(code.code)), "phoneNumber": .string(code.number),
                "otpExpires": .string(OktaRendering.date(expires)),
                "deliveryChannel": code.isCall ? "voice call" : "SMS", "otpCode": .string(code.code),
                "locale": .string(Self.locale(of: code.user)),
            ],
        ]
        let body: JSON = [
            "eventId": .string(eventID), "eventTime": .string(OktaRendering.date(now)),
            "eventType": "com.okta.telephony.provider", "eventTypeVersion": "1.0", "contentType": "application/json",
            "cloudEventVersion": "0.1", "source": .string("\(orgURL)/api/v1/inlineHooks/\(hook.id)"),
            "requestType": "com.okta.user.telephony.mfa-verification", "data": data,
        ]
        return OutgoingRequest(
            url: hook.url(at: requests.service.value), headers: await hook.headers(issuer: issuer), body: body.bytes)
    }

    /// `EN-US`, as Okta writes it.
    private static func locale(of user: SimulatedUser) -> String {
        (user.profile["preferredLanguage"] ?? user.profile["locale"] ?? "en-US").replacing("_", with: "-").uppercased()
    }
}

extension OktaHook {
    /// The whole URL.
    func url(at service: ServiceAddress) -> String { url.hasPrefix("/") ? service.publicURL + url : url }

    /// What Okta sends besides the body.
    func headers(issuer: OktaIssuer) async -> [FormField] {
        var fields = [
            FormField("Accept", "application/json"), FormField("Content-Type", "application/json"),
            FormField("User-Agent", "Okta-Integrations"),
        ]
        switch authentication {
        case .header(let name, let value): fields.append(FormField(name, value))
        case .oauth(let audience, let scope):
            let token = await issuer.token(audience: audience, scope: scope)
            fields.append(FormField("Authorization", "Bearer \(token)"))
        }
        return fields + headers
    }
}

import Foundation
import PhoneNumbers

/// A service of Twilio Verify: verifications that are pending, and how they end.
///
/// Source: https://www.twilio.com/docs/verify/api/verification and its error codes.
actor TwilioVerify {
    /// A verification of a number.
    struct Verification: Sendable {
        struct Attempt: Sendable {
            var sid: String
            var date: Date
            var channel: String
        }

        var sid: String
        var to: String
        var channel: String
        var code: String
        var status = "pending"
        var created: Date
        var updated: Date
        var expires: Duration
        var attempts: [Attempt] = []
        var checks = 0
    }

    static let maximumSends = 5
    static let maximumChecks = 5

    // Ten minutes, which Twilio's support can change.
    static let lifetime = Duration.seconds(600)

    let account: TwilioAccount
    let service: VerifyService
    let clock: any SimulationClock
    let random: RandomSource
    let network: PhoneNetwork
    let faults: FaultPlan
    private(set) var verifications: [Verification] = []

    init(
        account: TwilioAccount, service: VerifyService, clock: any SimulationClock, random: RandomSource,
        network: PhoneNetwork, faults: FaultPlan
    ) {
        self.account = account
        self.service = service
        self.clock = clock
        self.random = random
        self.network = network
        self.faults = faults
    }

    /// Begins a verification, or sends the code of the pending one again.
    func create(_ form: TwilioForm, path: String) async throws(TwilioFailure) -> Verification {
        let order = try Order(form, service: service)
        expire()
        var place = verifications.firstIndex { $0.to == order.to && $0.status == "pending" }
        if let place, verifications[place].attempts.count >= Self.maximumSends {
            throw TwilioFailure(status: 429, code: 60203, message: "Max send attempts reached")
        }
        if place == nil {
            verifications.append(
                Verification(
                    sid: "VE" + random.hex(32), to: order.to, channel: order.channel,
                    code: order.customCode ?? random.digits(6), created: clock.date, updated: clock.date,
                    expires: clock.now + Self.lifetime))
            place = verifications.endIndex - 1
        }
        guard let place else { throw .notFound(path) }
        verifications[place].channel = order.channel
        verifications[place].updated = clock.date
        verifications[place].attempts.append(
            Verification.Attempt(sid: "VL" + random.hex(32), date: clock.date, channel: order.channel))
        if service.replacesPendingCodes, let code = order.customCode { verifications[place].code = code }
        let verification = verifications[place]
        if await faults.takeOutcome(.verify, path: path) == nil { await send(verification) }
        return verification
    }

    /// Ends a verification by its SID or its number: how a customer who checks codes by themselves reports the end.
    func end(_ key: String, as status: String?, path: String) throws(TwilioFailure) -> Verification {
        expire()
        guard let status, ["approved", "canceled"].contains(status) else {
            throw .invalid(60200, "Invalid parameter: Status")
        }
        guard let place = verifications.firstIndex(where: { [$0.sid, $0.to].contains(key) && $0.status == "pending" })
        else { throw .notFound(path) }
        verifications[place].status = status
        verifications[place].updated = clock.date
        return verifications[place]
    }

    /// A verification that has not expired, by its SID or number.
    func verification(_ key: String, path: String) throws(TwilioFailure) -> Verification {
        expire()
        guard let found = verifications.last(where: { [$0.sid, $0.to].contains(key) }), found.status != "expired" else {
            throw .notFound(path)
        }
        return found
    }

    /// Checks a code.
    func check(_ form: TwilioForm, path: String) throws(TwilioFailure) -> Verification {
        expire()
        guard let code = form["Code"] else {
            throw .invalid(20001, "Missing required parameter Code in the post body")
        }
        guard let key = form["VerificationSid"] ?? form["To"] else { throw .invalid(60200, "Invalid parameter: To") }
        guard let place = verifications.firstIndex(where: { [$0.sid, $0.to].contains(key) && $0.status == "pending" })
        else { throw .notFound(path) }
        guard verifications[place].checks < Self.maximumChecks else {
            throw TwilioFailure(status: 429, code: 60202, message: "Max check attempts reached")
        }
        verifications[place].checks += 1
        verifications[place].updated = clock.date
        if verifications[place].code == code { verifications[place].status = "approved" }
        return verifications[place]
    }

    private func expire() {
        for place in verifications.indices
        where verifications[place].status == "pending" && verifications[place].expires <= clock.now {
            verifications[place].status = "expired"
        }
    }

    private func send(_ verification: Verification) async {
        if verification.channel == "sms" {
            await network.deliver(
                PhoneNetwork.Text(
                    to: verification.to, from: service.friendlyName,
                    body: "Your \(service.friendlyName) verification code is: \(verification.code)",
                    carrier: .twilioVerify))
        } else {
            let digits = verification.code.map(String.init).joined(separator: ", ")
            let words = "Your \(service.friendlyName) verification code is: \(digits)."
            await network.ring(
                CallPlan(
                    from: account.phoneNumber, to: verification.to,
                    outgoing: OutgoingCall(
                        carrier: .twilioVerify, document: "<Response><Say loop=\"3\">\(words)</Say></Response>")))
        }
    }
}

extension TwilioVerify {
    /// What the creation of a verification asks for, checked.
    struct Order {
        let to: String
        let channel: String
        let customCode: String?

        init(_ form: TwilioForm, service: VerifyService) throws(TwilioFailure) {
            for name in ["To", "Channel"] where form[name] == nil {
                throw .invalid(20001, "Missing required parameter \(name) in the post body")
            }
            guard let to = form["To"], to.isE164, let number = PhoneNumber(to), number.e164 == to else {
                throw .invalid(60200, "Invalid parameter: To")
            }
            guard let channel = form["Channel"], ["sms", "call"].contains(channel) else {
                throw .invalid(60200, "Invalid parameter: Channel")
            }
            if let code = form["CustomCode"] {
                guard service.takesCustomCodes else {
                    throw TwilioFailure(
                        status: 403, code: 60204, message: "Service does not support this feature: custom code")
                }
                guard (4...10).contains(code.count), code.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isLetter) })
                else { throw .invalid(60200, "Invalid parameter: CustomCode") }
            }
            if let locale = form["Locale"], locale.isEmpty || locale.contains("_") {
                throw .invalid(60200, "Invalid parameter: Locale")
            }
            if channel == "sms", number.kind == .fixedLine {
                throw TwilioFailure(
                    status: 403, code: 60205, message: "SMS is not supported by landline phone number")
            }
            self.to = to
            self.channel = channel
            customCode = form["CustomCode"]
        }
    }
}

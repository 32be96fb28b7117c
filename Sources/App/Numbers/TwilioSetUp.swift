import CompanyNumbers
import Foundation
import HTTPTransport
import PhoneNumbers
import TwilioAPI

/// `voicegate setup twilio`: wires the IVR's own number to this service.
public struct TwilioSetUp: Sendable {
    private let publicURL: String
    private let number: PhoneNumber
    private let fallbackURL: String?
    private let sender: PhoneNumber?
    private let client: TwilioClient

    /// What was found.
    public struct Finding: Sendable {
        let sid: String
        let plan: IVRNumberPlan
        /// The plan as it is printed.
        public let lines: [String]
        /// Whether there is something to change.
        public var isChange: Bool { !plan.changes.isEmpty }
    }

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - settings: The settings.
    ///   - fallbackURL: A document on another host for the day when the service is down.
    ///   - transport: What sends.
    /// - Throws: ``StartFault`` that names every setting that is missing.
    init(_ settings: Settings, fallbackURL: String?, transport: any HTTPTransport) throws(StartFault) {
        let missing = [
            settings.server.publicURL == nil ? "PUBLIC_URL: set it to the base URL that Twilio calls" : nil,
            settings.twilio == nil
                ? "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN: set them as Twilio's console shows them" : nil,
            settings.twilio != nil && settings.twilio?.phoneNumber == nil
                ? "TWILIO_PHONE_NUMBER: set it to the number that callers of the IVR dial" : nil,
        ].compactMap { $0 }
        guard let publicURL = settings.server.publicURL, let twilio = settings.twilio, let number = twilio.phoneNumber
        else { throw StartFault(missing) }
        self.publicURL = publicURL
        self.number = number
        self.fallbackURL = fallbackURL
        if case .number(let sender) = settings.delivery.twilio?.smsFrom { self.sender = sender } else { sender = nil }
        client = VoicegateService.twilio(twilio, transport)
    }

    /// Says what is wrong with a fallback URL.
    ///
    /// - Parameters:
    ///   - fallbackURL: What the command was told.
    ///   - settings: The settings, for the host that must not be its own; nil while they are not read.
    /// - Returns: The fault with its mend; nil when there is none.
    public static func fault(ofFallback fallbackURL: String?, _ settings: Settings? = nil) -> String? {
        guard let fallbackURL else { return nil }
        guard let parts = URLComponents(string: fallbackURL, encodingInvalidCharacters: false),
            parts.scheme?.lowercased() == "https", let host = parts.host?.lowercased(), !host.isEmpty,
            parts.user == nil, parts.password == nil
        else { return "--fallback-url must be a whole URL without blanks that begins with https://" }
        let own = settings?.server.publicURL.flatMap(SplitURL.init)?.host.lowercased()
        guard host != own else {
            return "--fallback-url must lead to another host than PUBLIC_URL: it is for the day that this one is down"
        }
        return nil
    }

    /// Runs the set-up with connections of its own.
    ///
    /// - Parameters:
    ///   - settings: The settings.
    ///   - fallbackURL: A document on another host for the day when the service is down.
    ///   - isDryRun: Whether only the plan is made.
    ///   - say: Prints a line.
    /// - Throws: ``StartFault`` when settings are missing, ``NumbersFailure`` when Twilio refuses.
    public static func run(
        _ settings: Settings, fallbackURL: String?, isDryRun: Bool, say: (String) -> Void
    ) async throws {
        let transport = AsyncHTTPTransport()
        do {
            let setUp = try TwilioSetUp(settings, fallbackURL: fallbackURL, transport: transport)
            try await setUp.run(isDryRun: isDryRun, deadline: .now + .seconds(120), say: say)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    /// Prints the plan, does it unless it is a dry run, and prints what is left to do by hand.
    func run(isDryRun: Bool, deadline: ContinuousClock.Instant, say: (String) -> Void) async throws(NumbersFailure) {
        let finding = try await look(deadline: deadline)
        for line in finding.lines { say(line) }
        if finding.isChange, !isDryRun {
            do {
                _ = try await Patience().repeating(
                    deadline, while: { (error: TwilioError) in error.isPassing }
                ) { end throws(TwilioError) in
                    try await client.updateNumber(sid: finding.sid, settings: finding.plan.settings, deadline: end)
                }
            } catch {
                throw failure(error)
            }
            say("Done: \(finding.plan.changes.count) changed.")
        } else if finding.isChange {
            say("Dry run: nothing was changed.")
        } else {
            let isRight = !finding.plan.isTakenElsewhere
            say("No changes: \(isRight ? "everything is as it should be." : "the URLs are right, and do not count.")")
        }
        say("")
        say("Left to do by hand:")
        for line in byHand(finding.plan) { say("  - \(line)") }
        guard !finding.plan.isTakenElsewhere else {
            throw NumbersFailure(
                .reserved,
                "a SIP trunk or a TwiML app takes the number's calls, so that its URLs do not count; "
                    + "take it off the number in Twilio's console")
        }
    }

    /// Reads the number and makes the plan.
    func look(deadline: ContinuousClock.Instant) async throws(NumbersFailure) -> Finding {
        let found: TwilioNumber?
        do {
            found = try await Patience().repeating(
                deadline, while: { (error: TwilioError) in error.isPassing }
            ) { end throws(TwilioError) in try await client.incomingNumber(number.e164, deadline: end) }
        } catch {
            throw failure(error)
        }
        guard let found else {
            throw NumbersFailure(
                .notOurs,
                "TWILIO_PHONE_NUMBER \(number.masked) is no number of this account; buy it, or set one of voicegate numbers "
                    + "list")
        }
        guard found.takesCalls != false else {
            throw NumbersFailure(
                .noVoice,
                "TWILIO_PHONE_NUMBER \(number.masked) takes no calls (it has no voice capability at Twilio); set a number "
                    + "that does")
        }
        let plan = IVRNumberPlan(found, publicURL: publicURL, fallbackURL: fallbackURL)
        let lines = ["The IVR's number \(number.e164) (\(found.sid)):"] + plan.changes.map { "  \($0.line)" }
        return Finding(sid: found.sid, plan: plan, lines: lines)
    }

    private func byHand(_ plan: IVRNumberPlan) -> [String] {
        var left: [String] = []
        if !plan.hasFallback {
            left.append(
                "host the document of `voicegate templates fallback` on another machine, and run this again with "
                    + "--fallback-url: the day that this service is down, callers hear it")
        }
        left.append("call the number and hear the menu; `voicegate check --online` reads all of this back")
        left.append(
            "allow the countries that agents and employees are called in: Twilio's console, Voice, Geo permissions")
        if sender?.region == "US" {
            left.append(
                "register TWILIO_SMS_FROM: a US number sends no texts before (30034): Twilio's console, Messaging, "
                    + "Regulatory Compliance, a brand and an A2P 10DLC campaign; toll-free ones are verified there (30032)"
            )
        }
        return left
    }

    private func failure(_ error: TwilioError) -> NumbersFailure {
        let mend = error.code == .unauthorized ? "; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" : ""
        return NumbersFailure(.twilio, "\(error)\(mend)")
    }
}

public import Clocks
public import Delivery
import Foundation
import HTTPTypes
public import Hummingbird
import Logging
import PhoneNumbers
import TwiML
import TwilioAPI

/// Keys that are pressed in calls that bring a code: 9 says that nobody asked for it.
///
/// Twilio signs the requests. Any other key says the message once more.
public struct CodeCallController: Sendable {
    private let gate: SignatureGate
    private let script: TemplateVoiceScript
    private let keeper: any CodeKeeper
    private let unwanted: UnwantedCodes
    private let timing: Timing
    /// Nobody listens to silence for longer than this.
    private static let patience = Duration.seconds(2)

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - gate: Checks Twilio's signature.
    ///   - script: The words.
    ///   - keeper: Knows what was sent while its code works.
    ///   - unwanted: Takes the word of those who did not ask.
    ///   - timing: The clocks to go by.
    public init(
        gate: SignatureGate, script: TemplateVoiceScript, keeper: any CodeKeeper, unwanted: UnwantedCodes,
        timing: Timing = .real
    ) {
        self.gate = gate
        self.script = script
        self.keeper = keeper
        self.unwanted = unwanted
        self.timing = timing
    }

    /// Adds the route.
    public func addRoutes(to router: Router<AppContext>) {
        router.post("/code-call") { request, context in
            await gate.admit(request, context, as: "key in a call with a code") { await answer($0, context) }
        }
    }

    private func answer(_ signed: SignedRequest, _ context: AppContext) async -> Response {
        guard let event = signed.form["event"], !event.isEmpty else {
            context.logger.warning("a key in a call with a code names no event")
            return .twiML(TwiMLDocument.hangUp)
        }
        let logger = context.logger(about: "event_id", "\(event)")
        let (keeper, now) = (keeper, timing.date())
        let found = await withDeadline(timing.now() + Self.patience, timing) {
            try? await keeper.message(of: event, now: now)
        }
        let message = found ?? nil
        do {
            guard signed.form["Digits"] == "9" else {
                return .twiML(try message.map(script.document) ?? TwiMLDocument.hangUp)
            }
            await report(event, signed.form["To"].flatMap { PhoneNumber($0) }, logger)
            return .twiML(try script.thanks(locale: message?.locale))
        } catch {
            logger.error("the words of a call with a code do not work", metadata: ["error": "\(error)"])
            return .twiML(TwiMLDocument.hangUp)
        }
    }

    /// Notes it; a store that hangs is not waited for, but what it was told stays told.
    private func report(_ event: String, _ number: PhoneNumber?, _ logger: Logger) async {
        let unwanted = unwanted
        let isNoted = await withDeadline(timing.now() + Self.patience, timing) {
            do {
                try await unwanted.report(eventID: event, number: number)
                return true
            } catch {
                return false
            }
        }
        if isNoted != true {
            logger.error("the number of somebody who wants no codes could not be barred: the store does not work")
        }
    }
}

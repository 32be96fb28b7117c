public import CompanyNumbers
public import Hummingbird
import Logging
import PhoneNumbers
import TwiML
import TwilioAPI

/// Calls to company numbers: they ring at the employee's mobile, or end in the voicemail.
///
/// Every answer to a signed request is 200 and TwiML, whatever fails behind it.
public struct CallForwardController: Sendable {
    private let forwarder: CallForwarder
    private let desk: VoicemailDesk
    private let prompts: ForwardingPrompts
    private let gate: SignatureGate
    private let settings: ForwardingSettings

    /// Makes a controller.
    public init(
        forwarder: CallForwarder, desk: VoicemailDesk, prompts: ForwardingPrompts, gate: SignatureGate,
        settings: ForwardingSettings
    ) {
        self.forwarder = forwarder
        self.desk = desk
        self.prompts = prompts
        self.gate = gate
        self.settings = settings
    }

    /// Adds the routes; each also by GET, for numbers that are set to it.
    public func addRoutes(to router: Router<AppContext>) {
        gate.both("/call-forward", router) { request, context in await begin(form(request), context) }
        gate.both("/call-forward/screen", router) { request, context in
            let form = form(request)
            return spoken(logger(form, context), nil) {
                try prompts.screen(form.screening, caller: form.caller)
            }
        }
        gate.both("/call-forward/accept", router) { request, context in await accept(form(request), context) }
        gate.both("/call-forward/done", router) { request, context in await done(form(request), context) }
        gate.both("/call-forward/recorded", router) { request, context in
            let form = form(request)
            await receive(form, context)
            return spoken(logger(form, context), nil) {
                try prompts.voicemailDone(language: form.form["language"])
            }
        }
        gate.both("/call-forward/recording", router) { request, context in
            let form = form(request)
            // Recordings that failed are reported here too.
            if form.form["RecordingStatus"].map({ $0 == "completed" }) ?? true { await receive(form, context) }
            return TwiMLDocument.empty
        }
    }

    // MARK: Steps

    private func begin(_ form: ForwardedCallForm, _ context: AppContext) async -> String {
        let logger = logger(form, context)
        guard let call = form.call else {
            logger.warning("a signed webhook names no call to a number")
            return spoken(logger, nil) { try prompts.unavailable(isTrouble: true, language: nil) }
        }
        let decision = await forwarder.receive(
            call, deadline: context.arrivedAt + Limits.ownerLookup, now: settings.now(), logger: logger)
        return answer(decision, logger)
    }

    private func accept(_ form: ForwardedCallForm, _ context: AppContext) async -> String {
        let logger = logger(form, context)
        var screening = form.screening
        if form.form["Digits"] == "1" {
            if let call = form.parentCallID { await forwarder.stoppedRinging(call, now: settings.now()) }
            logger.info("a forwarded call was taken")
            return spoken(logger, screening.language) { try prompts.connect(language: screening.language) }
        }
        screening.tries += 1
        guard screening.tries < 3, !(form.form["Digits"] ?? "").isEmpty else { return TwiMLDocument.hangUp }
        return spoken(logger, screening.language) { try prompts.screen(screening, caller: form.caller) }
    }

    private func done(_ form: ForwardedCallForm, _ context: AppContext) async -> String {
        let logger = logger(form, context)
        guard !form.isOver, !form.isBridged, let call = form.call else {
            if let call = form.callID { await forwarder.stoppedRinging(call, now: settings.now()) }
            return TwiMLDocument.hangUp
        }
        let decision = await forwarder.unanswered(
            call, deadline: context.arrivedAt + Limits.ownerLookup, now: settings.now(), logger: logger)
        return answer(decision, logger)
    }

    private func receive(_ form: ForwardedCallForm, _ context: AppContext) async {
        let logger = logger(form, context)
        guard let recording = form.recording(of: settings.accountSID) else {
            logger.warning("a signed webhook names no recording of this account")
            return
        }
        _ = await desk.receive(
            recording, deadline: context.arrivedAt + Limits.textSending, now: settings.now(), logger: logger)
    }

    // MARK: Answers

    private func answer(_ decision: CallDecision, _ logger: Logger) -> String {
        let language = decision.employee?.languageTag
        switch decision {
        case .busy: return TwiMLDocument.busy
        case .dial(let plan): return spoken(logger, language) { try prompts.dial(plan) }
        case .voicemail(_, let cause):
            return spoken(logger, language) { try prompts.voicemail(cause, language: language) }
        case .unreachable:
            return spoken(logger, language) { try prompts.unavailable(isTrouble: false, language: language) }
        case .trouble: return spoken(logger, language) { try prompts.unavailable(isTrouble: true, language: language) }
        }
    }

    /// Renders; when that fails the caller hears the apology, and when that fails too the call ends.
    private func spoken(_ logger: Logger, _ language: String?, _ render: () throws -> String) -> String {
        do {
            return try render()
        } catch {
            logger.error("a step of a forwarded call cannot be rendered", metadata: ["error": "\(error)"])
            return (try? prompts.unavailable(isTrouble: true, language: language)) ?? TwiMLDocument.hangUp
        }
    }

    private func form(_ request: SignedRequest) -> ForwardedCallForm {
        ForwardedCallForm(form: request.form, region: settings.defaultRegion)
    }

    private func logger(_ form: ForwardedCallForm, _ context: AppContext) -> Logger {
        form.callID.map { context.logger(about: "call_sid", "\($0)") } ?? context.logger
    }
}

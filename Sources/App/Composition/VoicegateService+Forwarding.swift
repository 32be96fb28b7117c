import CompanyNumbers
import Foundation
import HTTPTransport
import Hummingbird
import Logging
import OktaAPI
import PhoneNumbers
import ServiceLifecycle
import Store
import TwiML
import TwilioAPI
import Web

extension VoicegateService {
    /// Adds the webhooks of company numbers.
    ///
    /// - Returns: What works behind them.
    static func addForwarding(
        to router: Router<AppContext>, _ settings: Settings, _ essentials: Essentials, okta: Okta, store: SQLStore,
        templates: TemplateLibrary, transport: any HTTPTransport, gate: SignatureGate, logger: Logger
    ) -> any Service {
        let directory = OktaOwnerDirectory(okta: okta.client, logger: logger)
        let numbers = CompanyNumberCheck(directory: directory)
        let notebook = ForwardingNotebook(store: store, logger: logger)
        let journal = StoreForwardingJournal(trail: AuditTrail(store: store, logger: logger))
        let statusURL = essentials.publicURL + TextForwardController.statusPath
        let twilio = TwilioForwarding(
            twilio: twilio(essentials.twilio, transport), statusURL: statusURL, logger: logger)
        let prompts = ForwardingPrompts(
            templates: templates, publicURL: essentials.publicURL, customer: settings.call.customerName,
            defaultLanguage: settings.call.defaultLanguage)
        let rules = ForwardingRules(
            ownNumbers: Set([essentials.twilio.phoneNumber].compactMap { $0 }),
            defaultRegion: settings.call.defaultRegion)
        let webhooks = ForwardingSettings(
            accountSID: essentials.twilio.accountSID, defaultRegion: settings.call.defaultRegion)
        let retention = RecordingRetention(
            store: store.recordingDeletions, remover: twilio, journal: journal, logger: logger)
        let desk = VoicemailDesk(
            notebook: notebook, sender: twilio, source: twilio, retention: retention, journal: journal,
            publicURL: essentials.publicURL
        ) { voicemail, seconds, link in try prompts.voicemailText(voicemail, seconds: seconds, link: link) }
        let calls = CallForwarder(
            directory: directory, numbers: numbers, notebook: notebook, rules: rules, journal: journal)
        let texts = TextForwarder(
            directory: directory, numbers: numbers, notebook: notebook, rules: rules, journal: journal)
        CallForwardController(forwarder: calls, desk: desk, prompts: prompts, gate: gate, settings: webhooks)
            .addRoutes(to: router)
        TextForwardController(
            forwarder: texts, prompts: prompts, gate: gate, settings: webhooks, journal: journal,
            publicURL: essentials.publicURL, sender: answersHoldMessages(essentials.twilio.apiURL) ? nil : twilio
        ).addRoutes(to: router)
        VoicemailController(desk: desk, settings: webhooks).addRoutes(to: router)
        return RecordingWorker(retention: retention, desk: desk, logger: logger)
    }

    /// Says whether Twilio's region knows `<Message>`: Ireland's and Australia's do not
    /// (https://www.twilio.com/docs/messaging/twiml/message).
    static func answersHoldMessages(_ apiURL: String) -> Bool {
        guard let host = SplitURL(apiURL)?.host.lowercased() else { return true }
        return !host.split(separator: ".").contains { $0 == "ie1" || $0 == "au1" }
    }
}

/// Deletes recordings whose links have run out, and tells of those that nobody was told of.
struct RecordingWorker: Service, CustomStringConvertible {
    let retention: RecordingRetention
    let desk: VoicemailDesk
    let logger: Logger

    /// What the log of services calls it.
    var description: String { "recording worker" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await retention.run { recording in
                await desk.makeUp(for: recording, deadline: .now + .seconds(10), now: Date(), logger: logger)
            }
        }
    }
}

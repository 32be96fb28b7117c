public import CompanyNumbers
import Foundation
public import Hummingbird
import Logging
import PhoneNumbers
import TwiML
import TwilioAPI

/// Texts to company numbers: they go on to the employee's mobile, and the employee's answers go back.
///
/// What goes out stands in the answer to the webhook, so that Twilio sends it as surely as it took the text in. Regions
/// that do not know `<Message>` get requests instead (https://www.twilio.com/docs/messaging/twiml/message).
public struct TextForwardController: Sendable {
    private let forwarder: TextForwarder
    private let prompts: ForwardingPrompts
    private let gate: SignatureGate
    private let settings: ForwardingSettings
    private let journal: any ForwardingJournal
    private let statusURL: String
    private let sender: (any TextSender)?

    /// Where Twilio tells what became of texts that went out.
    public static let statusPath = "/sms-forward/status"

    /// Makes a controller.
    ///
    /// - Parameters:
    ///   - forwarder: Decides where texts go.
    ///   - prompts: Writes hints and answers.
    ///   - gate: Lets through what Twilio signed.
    ///   - settings: What webhooks need to know.
    ///   - journal: What an auditor reads.
    ///   - publicURL: Where Twilio reaches us, without a slash at its end.
    ///   - sender: Sends by requests; nil where answers can hold messages.
    public init(
        forwarder: TextForwarder, prompts: ForwardingPrompts, gate: SignatureGate, settings: ForwardingSettings,
        journal: any ForwardingJournal, publicURL: String, sender: (any TextSender)?
    ) {
        self.forwarder = forwarder
        self.prompts = prompts
        self.gate = gate
        self.settings = settings
        self.journal = journal
        statusURL = publicURL + Self.statusPath
        self.sender = sender
    }

    /// Adds the routes.
    public func addRoutes(to router: Router<AppContext>) {
        gate.both("/sms-forward", router) { request, context in await answer(request, context) }
        gate.both(RouterPath(Self.statusPath), router) { request, context in await hear(request, context) }
    }

    /// Hears what became of a text that went out; what did not arrive is said aloud, with what helps.
    private func hear(_ request: SignedRequest, _ context: AppContext) async -> String {
        guard let text = UndeliveredText(request.form) else { return TwiMLDocument.empty }
        let logger = context.logger(about: "message_sid", "\(text.id)")
        await text.note(journal, at: settings.now(), logger: logger)
        return TwiMLDocument.empty
    }

    private func answer(_ request: SignedRequest, _ context: AppContext) async -> String {
        guard let text = IncomingText(request.form, region: settings.defaultRegion) else {
            context.logger.warning("a signed webhook names no text to a number")
            return TwiMLDocument.empty
        }
        let logger = context.logger(about: "message_sid", "\(text.id)")
        let result = await forwarder.receive(
            text, deadline: context.arrivedAt + Limits.ownerLookup, now: settings.now(), logger: logger)
        let messages = messages(for: text, result, logger)
        guard let sender else {
            return MessagingDocument.write(
                messages.map {
                    .init(to: $0.to, from: $0.from, body: $0.body, media: $0.media, statusCallback: statusURL)
                })
        }
        // A request cannot be taken back: what was here before has been sent.
        for message in result.isRepeated ? [] : messages {
            let outcome = await sender.send(message, deadline: context.arrivedAt + Limits.textSending)
            if outcome != .sent {
                logger.error("a forwarded text was not sent", metadata: ["outcome": "\(outcome.rawValue)"])
            }
        }
        return TwiMLDocument.empty
    }

    private func messages(
        for text: IncomingText, _ result: TextForwarder.Result, _ logger: Logger
    ) -> [OutgoingText] {
        do {
            let words: String
            switch result.route {
            case .employee, .outside, .nothing: return result.messages
            case .hint(let hint, _, let tag): words = try prompts.hint(hint, language: tag)
            case .answer(let answer): words = try prompts.answer(answer)
            }
            guard let recipient = text.from else { return [] }
            return [OutgoingText(to: recipient, from: text.to, body: words)]
        } catch {
            logger.error("a text's answer cannot be written", metadata: ["error": "\(error)"])
            return []
        }
    }
}

extension FormFields {
    /// The message's identifier; nil when there is none that could be one.
    fileprivate var messageID: String? {
        let id = self["MessageSid"] ?? self["SmsMessageSid"] ?? self["SmsSid"] ?? ""
        return (1...64).contains(id.utf8.count) && id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? id : nil
    }
}

extension UndeliveredText {
    /// Reads a status callback; nil for those of messages that are well.
    ///
    /// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
    init?(_ form: FormFields) {
        guard let id = form.messageID,
            ["undelivered", "failed"].contains(form["MessageStatus"] ?? form["SmsStatus"] ?? "")
        else { return nil }
        self.init(
            id: id, from: form["From"].flatMap { PhoneNumber($0) }, to: form["To"].flatMap { PhoneNumber($0) },
            code: form["ErrorCode"].flatMap { Int($0) })
    }
}

extension IncomingText {
    /// Reads the parameters of a messaging webhook; nil when they name no message and number.
    ///
    /// https://www.twilio.com/docs/messaging/guides/webhook-request
    init?(_ form: FormFields, region: String) {
        guard let id = form.messageID, let to = form["To"].flatMap({ PhoneNumber($0, defaultRegion: region) })
        else { return nil }
        let sender = String((form["From"] ?? "").prefix(64).filter { !$0.isNewline && $0 != "\0" })
        let count = min(Int(form["NumMedia"] ?? "") ?? 0, 10)
        let media = (0..<max(0, count)).compactMap { form["MediaUrl\($0)"] }.filter(Self.isURL)
        self.init(
            id: id, sender: sender.isEmpty ? "?" : sender,
            // A short code or a name cannot be answered.
            from: sender.hasPrefix("+") ? PhoneNumber(sender) : nil, to: to, body: form["Body"] ?? "", media: media,
            isKeyword: !(form["OptOutType"] ?? "").isEmpty)
    }

    private static func isURL(_ text: String) -> Bool {
        (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.count <= 2048
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

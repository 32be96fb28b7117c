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
    private let gate: ForwardingGate
    private let settings: ForwardingSettings
    private let sender: (any TextSender)?

    /// Makes a controller.
    ///
    /// - Parameters:
    ///   - forwarder: Decides where texts go.
    ///   - prompts: Writes hints and answers.
    ///   - gate: Lets through what Twilio signed.
    ///   - settings: What webhooks need to know.
    ///   - sender: Sends by requests; nil where answers can hold messages.
    public init(
        forwarder: TextForwarder, prompts: ForwardingPrompts, gate: SignatureGate, settings: ForwardingSettings,
        sender: (any TextSender)?
    ) {
        self.forwarder = forwarder
        self.prompts = prompts
        self.gate = ForwardingGate(gate: gate)
        self.settings = settings
        self.sender = sender
    }

    /// Adds the routes.
    public func addRoutes(to router: Router<AppContext>) {
        gate.both("/sms-forward", router) { request, context in await answer(request, context) }
    }

    private func answer(_ request: SignedRequest, _ context: AppContext) async -> String {
        var logger = context.logger
        guard let text = IncomingText(request.form, region: settings.defaultRegion) else {
            logger.warning("a signed webhook names no text to a number")
            return Wordless.nothing
        }
        logger[metadataKey: "message_sid"] = "\(text.id)"
        let result = await forwarder.receive(
            text, deadline: context.arrivedAt + Limits.ownerLookup, now: settings.now(), logger: logger)
        let messages = messages(for: text, result, logger)
        guard let sender else {
            return MessagingDocument.write(
                messages.map { .init(to: $0.to, from: $0.from, body: $0.body, media: $0.media) })
        }
        // A request cannot be taken back: what was here before has been sent.
        for message in result.isRepeated ? [] : messages {
            let outcome = await sender.send(message, deadline: context.arrivedAt + Limits.textSending)
            if outcome != .sent {
                logger.error("a forwarded text was not sent", metadata: ["outcome": "\(outcome.rawValue)"])
            }
        }
        return Wordless.nothing
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

extension IncomingText {
    /// Reads the parameters of a messaging webhook; nil when they name no message and number.
    ///
    /// https://www.twilio.com/docs/messaging/guides/webhook-request
    init?(_ form: FormFields, region: String) {
        let id = form["MessageSid"] ?? form["SmsMessageSid"] ?? form["SmsSid"] ?? ""
        guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let to = form["To"].flatMap({ PhoneNumber($0, defaultRegion: region) })
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

/// Writes answers to messaging webhooks from texts that people wrote, where no template has a say.
public enum MessagingDocument {
    /// A message to be sent.
    public struct Message: Sendable, Equatable {
        /// E.164.
        public let to: String
        /// E.164.
        public let from: String
        /// What it says; empty when there are only pictures.
        public let body: String
        /// Where the pictures are.
        public let media: [String]
        /// Where Twilio tells what became of it; nil for nowhere.
        public let statusCallback: String?

        /// Makes a message.
        public init(to: String, from: String, body: String, media: [String] = [], statusCallback: String? = nil) {
            self.to = to
            self.from = from
            self.body = body
            self.media = media
            self.statusCallback = statusCallback
        }
    }

    /// Writes a document that sends messages; without any it sends nothing
    /// (https://www.twilio.com/docs/messaging/twiml/message).
    public static func write(_ messages: [Message]) -> String {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        guard !messages.isEmpty else { return head + "<Response/>" }
        return head + "<Response>" + messages.map(element).joined() + "</Response>"
    }

    private static func element(_ message: Message) -> String {
        let body = message.body.isEmpty ? "" : "<Body>\(XMLText.escape(message.body))</Body>"
        let media = message.media.map { "<Media>\(XMLText.escape($0))</Media>" }.joined()
        var attributes = [("to", message.to), ("from", message.from)]
        if let url = message.statusCallback { attributes.append(("statusCallback", url)) }
        let written = attributes.map { " \($0.0)=\"\(XMLText.escape($0.1))\"" }.joined()
        return "<Message\(written)>\(body)\(media)</Message>"
    }
}

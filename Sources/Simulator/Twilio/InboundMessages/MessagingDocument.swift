/// A TwiML document for messages, read: what is to be sent, and where to go on.
struct MessagingDocument: Equatable {
    /// A `<Message>`.
    struct Message: Equatable {
        var to: String?
        var from: String?
        var body: String
        var media: [String]
        var callback: String?
        var callbackMethod = "POST"
    }

    enum Verb: Equatable {
        case message(Message)
        case redirect(url: String, method: String)
    }

    var verbs: [Verb] = []

    /// What Twilio would write into its debugger.
    var warnings: [String] = []

    private static let attributes: Set<String> = ["to", "from", "action", "statusCallback", "method"]

    /// Reads a document.
    init(_ root: TwiMLElement) {
        for element in root.children {
            switch element.name {
            case "Message": verbs.append(.message(message(element)))
            case "Redirect":
                verbs.append(.redirect(url: element.text, method: element.attributes["method"] ?? "POST"))
            default: warn("<\(element.name)> is not allowed in a document for messages", element)
            }
        }
        if !root.text.isEmpty { warn("text is not allowed in <Response>", root) }
    }

    private mutating func message(_ element: TwiMLElement) -> Message {
        for name in element.attributes.keys.sorted() where !Self.attributes.contains(name) {
            warn("<Message> has no attribute '\(name)'", element)
        }
        var message = Message(
            to: element.attributes["to"], from: element.attributes["from"], body: Self.lines(of: element),
            media: [], callback: element.attributes["statusCallback"] ?? element.attributes["action"],
            callbackMethod: element.attributes["method"] ?? "POST")
        for child in element.children {
            switch child.name {
            case "Body": message.body += Self.lines(of: child)
            case "Media": message.media.append(child.text)
            default: warn("<\(child.name)> is not allowed in <Message>", child)
            }
        }
        return message
    }

    /// The text of an element with its line breaks, which matter in a message.
    private static func lines(of element: TwiMLElement) -> String {
        var text = element.content.map { if case .text(let text) = $0 { text } else { "" } }.joined()[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private mutating func warn(_ message: String, _ element: TwiMLElement) {
        warnings.append("12200 in line \(element.line): \(message)")
    }
}

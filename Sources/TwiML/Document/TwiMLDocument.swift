/// A TwiML document as a tree.
public struct TwiMLDocument: Sendable {
    /// The `<Response>`.
    public let root: TwiMLElement

    /// Reads a document; stricter than XML 1.0, since Twilio reads no more than this either.
    ///
    /// No DOCTYPE, entities of one's own, CDATA or processing instructions; the first byte begins the XML declaration or
    /// the root (Twilio error 12100).
    ///
    /// - Throws: ``TwiMLFault``, the first thing that keeps the text from being such a document.
    public init(_ xml: String) throws(TwiMLFault) {
        var reader = XMLReader(xml)
        root = try reader.document()
    }

    /// Whether the call is heading somewhere after the last verb: it ends on purpose or another document is asked for.
    ///
    /// A document that merely runs out makes Twilio hang up.
    public var endsOnPurpose: Bool {
        root.children.contains { $0.isEndOfDocument }
    }
}

/// An element of a TwiML document.
public struct TwiMLElement: Sendable {
    /// The name as it stands in the document; TwiML tells upper case from lower.
    public let name: String
    /// The attributes in their order, references resolved.
    public let attributes: [TwiMLAttribute]
    /// Elements and text between them.
    public let content: [TwiMLNode]
    /// Where the element begins, in bytes from the beginning of the document.
    let offset: Int

    /// The elements directly inside.
    public var children: [TwiMLElement] {
        content.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// All text inside, that of inner elements too.
    public var text: String {
        content.map { node in
            switch node {
            case .element(let element): element.text
            case .text(let text): text
            }
        }.joined()
    }

    /// Finds the value of an attribute.
    public subscript(_ attribute: String) -> String? {
        attributes.first { $0.name == attribute }?.value
    }

    /// Whether verbs after this one are never reached.
    ///
    /// `<Dial>` and `<Enqueue>` with an `action` go on there (https://www.twilio.com/docs/voice/twiml/dial); a `<Gather>`
    /// does so whatever happens with `actionOnEmptyResult` (https://www.twilio.com/docs/voice/twiml/gather).
    var isEndOfDocument: Bool {
        switch name {
        case "Redirect", "Hangup", "Reject", "Leave": true
        case "Dial", "Enqueue": self["action"] != nil
        case "Gather": self["action"] != nil && self["actionOnEmptyResult"] == "true"
        default: false
        }
    }
}

/// What stands inside an element.
public enum TwiMLNode: Sendable {
    case element(TwiMLElement)
    /// Text, references resolved.
    case text(String)
}

/// An attribute of an element.
public struct TwiMLAttribute: Sendable {
    /// The name as it stands in the document.
    public let name: String
    /// The value, references resolved.
    public let value: String
    /// Where the name begins, in bytes from the beginning of the document.
    let offset: Int
    /// Where the value begins, in bytes from the beginning of the document.
    let valueOffset: Int
}

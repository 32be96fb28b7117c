/// Checks documents before Twilio does.
public enum TwiMLChecker {
    /// The longest document that Twilio takes, in bytes (error 11750).
    public static let maximumBytes = 64 * 1024

    /// The longest text of one `<Say>`, in bytes (https://www.twilio.com/docs/voice/twiml/say).
    public static let maximumWords = 4096

    /// Lists what is wrong with a document: its size, its form, its root, unknown or misplaced elements and attributes,
    /// values that cannot be, verbs that are never reached.
    ///
    /// - Parameters:
    ///   - xml: The document as it would be sent.
    ///   - grammar: What it answers: a call or a message.
    /// - Returns: Faults and warnings in the order of the document; of a text that is no XML, the first fault alone.
    public static func faults(in xml: String, grammar: TwiMLGrammar = .voice) -> [TwiMLFault] {
        faults(in: xml, grammar: grammar, judgesReach: true)
    }

    /// Lists what is wrong with a document, with or without warnings of verbs that are never reached.
    static func faults(in xml: String, grammar: TwiMLGrammar, judgesReach: Bool) -> [TwiMLFault] {
        let bytes = Array(xml.utf8)
        var faults: [TwiMLFault] = []
        if bytes.count > maximumBytes {
            faults.append(
                TwiMLFault(
                    "the document has \(bytes.count) bytes", mend: "Twilio takes \(maximumBytes) at most", at: 0,
                    in: bytes))
        }
        do throws(TwiMLFault) {
            let document = try TwiMLDocument(xml)
            var inspection = TwiMLInspection(grammar: grammar, bytes: bytes)
            inspection.inspect(document, judgesReach: judgesReach)
            faults += inspection.faults
        } catch {
            faults.append(error)
        }
        return faults.sorted { $0.offset < $1.offset }
    }
}

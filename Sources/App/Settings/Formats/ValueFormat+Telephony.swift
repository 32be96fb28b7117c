public import PhoneNumbers

/// Whom callers are transferred to by `<Dial>`.
public enum DialTarget: Sendable, Equatable {
    /// A telephone, which cannot take the proof of who calls.
    case number(PhoneNumber)
    /// A `sip:` or `sips:` URI.
    case sip(String)
}

/// What a text message shows as its sender.
public enum MessageSender: Sendable, Equatable {
    /// A telephone number.
    case number(PhoneNumber)
    /// Three to eight digits.
    case shortCode(String)
    /// Up to eleven characters that are not all digits.
    case name(String)
}

extension ValueFormat where Value == PhoneNumber {
    /// A possible number, with its country code or of the default region.
    static let phoneNumber = ValueFormat("a phone number such as +15551234567") { text, context throws(ValueFault) in
        let number = text.utf8.count <= 40 ? PhoneNumber(text, defaultRegion: context.region) : nil
        guard let number else { throw ValueFault() }
        return number
    }
}

extension ValueFormat where Value == String {
    /// A country by its two letters, one that libphonenumber knows.
    static let region = ValueFormat("a country's two letters (ISO 3166-1), such as US") {
        text, _ throws(ValueFault) in
        let region = text.uppercased()
        guard region.utf8.count == 2, region.utf8.allSatisfy(\.isLetter) else { throw ValueFault() }
        // Digits of some length are a possible number in every country that there is, in no other.
        let isKnown = (4...13).contains {
            PhoneNumber(String(repeating: "2", count: $0), defaultRegion: region) != nil
        }
        guard isKnown else { throw ValueFault(mend: region == "UK" ? "the United Kingdom is GB" : nil) }
        return region
    }

    /// The identifier of a thing at Twilio: two letters and 32 hexadecimal digits.
    static func sid(_ prefix: String) -> Self {
        Self("\(prefix) and 32 hexadecimal digits", isQuotable: false) { text, _ throws(ValueFault) in
            let digits = text.dropFirst(prefix.count)
            guard text.hasPrefix(prefix), digits.utf8.count == 32,
                digits.utf8.allSatisfy({ $0.isDigit || (0x61...0x66).contains($0) || (0x41...0x46).contains($0) })
            else { throw ValueFault(mend: "copy it from Twilio's console") }
            return text
        }
    }
}

extension ValueFormat where Value == DialTarget {
    /// A telephone or a SIP address.
    static let agent = ValueFormat("a phone number or a sip: URI") { text, context throws(ValueFault) in
        let lower = text.lowercased()
        guard lower.hasPrefix("sip:") || lower.hasPrefix("sips:") else {
            do {
                return .number(try ValueFormat<PhoneNumber>.phoneNumber.parse(text, context))
            } catch {
                throw ValueFault()
            }
        }
        let parts = text.drop { $0 != ":" }.dropFirst().split(separator: "@", omittingEmptySubsequences: false)
        let host = (parts.last ?? "").prefix { !":;?".contains($0) }
        let isPlain =
            text.utf8.count <= 255 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"".utf8.contains($0) }
        guard isPlain, parts.count == 2, parts.first?.isEmpty == false, NetworkHost.isName(String(host)) else {
            throw ValueFault(mend: "write sip:USER@HOST")
        }
        return .sip(text)
    }
}

extension ValueFormat where Value == MessageSender {
    /// A number, a short code or a name.
    static let sender = ValueFormat(
        "a phone number, a short code of 3 to 8 digits, or a name of up to 11 letters and digits"
    ) { text, context throws(ValueFault) in
        if (3...8).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit) { return .shortCode(text) }
        let isName =
            text.utf8.count <= 11 && text.utf8.contains(where: \.isLetter)
            && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || " -_&.+".utf8.contains($0) }
        if isName { return .name(text) }
        do {
            return .number(try ValueFormat<PhoneNumber>.phoneNumber.parse(text, context))
        } catch {
            throw ValueFault()
        }
    }
}

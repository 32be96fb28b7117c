/// What an attribute, or the text of an element, may hold.
enum TwiMLValueRule: Sendable, Equatable {
    case any
    case filled
    case boolean
    /// A whole number, that or more.
    case number(from: Int)
    /// A whole number, that or more, or `auto`.
    case numberOrAuto(from: Int)
    case oneOf([String])
    /// One or more of these, with spaces between.
    case someOf([String])
    case url
    /// Keys of a telephone, any number of them.
    case keys
    /// One key of a telephone, or none.
    case key
    /// Keys, and `w` for half a second.
    case tones
    case languageTag
    case voice
    case hints
    /// `500ms` or `1.5s`.
    case duration
    /// A Twilio identifier: two letters and 32 hexadecimal digits.
    case sid(String)
    case phoneNumber
    case sip
    case json

    /// GET or POST.
    static let method = TwiMLValueRule.oneOf(["GET", "POST"])

    /// Says what may be written instead; nil when the value is fine.
    func objection(to value: String) -> String? {
        isMet(by: value) ? nil : wanted
    }

    private func isMet(by value: String) -> Bool {
        switch self {
        case .any: true
        case .filled: value.utf8.contains { !XMLReader.isSpace($0) }
        case .boolean: value == "true" || value == "false"
        case .number(let least): (Int(value) ?? least - 1) >= least && value.utf8.first != UInt8(ascii: "+")
        case .numberOrAuto(let least): value == "auto" || Self.number(from: least).isMet(by: value)
        case .oneOf(let choices): choices.contains(value)
        case .someOf(let choices): Self.areSome(value, of: choices)
        case .url: !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        case .keys: value.utf8.allSatisfy(Self.isKey)
        case .key: value.utf8.count <= 1 && value.utf8.allSatisfy(Self.isKey)
        case .tones: !value.isEmpty && value.utf8.allSatisfy { Self.isKey($0) || "wW".utf8.contains($0) }
        case .languageTag: LanguageTag.isWellFormed(value)
        case .voice: Self.isVoice(value)
        case .hints: Self.areHints(value)
        case .duration: Self.isDuration(value)
        case .sid(let prefix): Self.isSID(value, prefix: prefix)
        case .phoneNumber: Self.isPhoneNumber(value)
        case .sip: (value.hasPrefix("sip:") || value.hasPrefix("sips:")) && Self.url.isMet(by: value)
        case .json: value.first == "{" && value.last == "}"
        }
    }

    /// What to write, as the end of "write …".
    private var wanted: String {
        switch self {
        case .any, .filled: "write something"
        case .boolean: "write true or false"
        case .number(let least): "write a whole number, \(least) or more"
        case .numberOrAuto(let least): "write auto, or a whole number, \(least) or more"
        case .oneOf(let choices): "write \(choices.joined(separator: " or "))"
        case .someOf(let choices): "write one or more of \(choices.joined(separator: ", ")), with spaces between"
        case .url: "write a URL, or the value that holds it"
        case .keys: "write keys: 0 to 9, * and #"
        case .key: "write one key, 0 to 9, * or #, or nothing"
        case .tones: "write keys: 0 to 9, * and #, and w for half a second"
        case .languageTag: "write a language tag such as en-US"
        case .voice: "write man, woman or a voice with its maker, such as Polly.Joanna-Neural"
        case .hints: "write at most 500 hints of at most 100 characters, with commas between"
        case .duration: "write a time such as 500ms or 1s"
        case .sid(let prefix): "write an identifier: \(prefix) and 32 digits and letters"
        case .phoneNumber: "write a telephone number such as +15555550199"
        case .sip: "write an address such as sip:agents@example.com"
        case .json: "write a JSON object"
        }
    }
}

extension TwiMLValueRule {
    private static func isKey(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func areSome(_ value: String, of choices: [String]) -> Bool {
        let words = value.split(separator: " ")
        return !words.isEmpty && Set(words).count == words.count && words.allSatisfy { choices.contains(String($0)) }
    }

    private static func isVoice(_ value: String) -> Bool {
        if ["man", "woman", "alice"].contains(value) { return true }
        let parts = value.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isNameByte) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || "-_.".utf8.contains(byte)
            || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }

    private static func areHints(_ value: String) -> Bool {
        let hints = value.split(separator: ",")
        return hints.count <= 500 && hints.allSatisfy { $0.count <= 100 }
    }

    private static func isDuration(_ value: String) -> Bool {
        let digits = value.hasSuffix("ms") ? value.dropLast(2) : value.hasSuffix("s") ? value.dropLast() : ""
        return !digits.isEmpty && digits.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
            && Double(digits) != nil
    }

    private static func isSID(_ value: String, prefix: String) -> Bool {
        value.hasPrefix(prefix) && value.utf8.count == prefix.utf8.count + 32
            && value.utf8.dropFirst(prefix.utf8.count).allSatisfy { byte in
                isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"))
            }
    }

    private static func isPhoneNumber(_ value: String) -> Bool {
        let digits = value.utf8.filter(isDigit)
        return digits.count >= 3 && digits.count <= 15
            && value.utf8.allSatisfy { isDigit($0) || "+ -().".utf8.contains($0) }
    }
}

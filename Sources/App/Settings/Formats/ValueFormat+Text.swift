extension ValueFormat where Value == String {
    /// One line of text.
    static func text(_ expectation: String = "one line of text", upTo limit: Int = 200) -> Self {
        Self(expectation) { text, _ throws(ValueFault) in try oneLine(text, upTo: limit) }
    }

    /// One line of ASCII, which may become the value of a header.
    fileprivate static let headerValue = ValueFormat("one line of ASCII text") { text, _ throws(ValueFault) in
        let line = try oneLine(text, upTo: 4096)
        guard line.unicodeScalars.allSatisfy({ $0.isASCII }) else {
            throw ValueFault("must hold only ASCII characters", mend: "give one of letters, digits and punctuation")
        }
        return line
    }

    /// One word of ASCII.
    fileprivate static let word = ValueFormat("one word without spaces") { text, context throws(ValueFault) in
        let line = try headerValue.parse(text, context)
        guard !line.contains(where: \.isWhitespace) else {
            throw ValueFault("must not contain spaces", mend: "copy it alone, without a word before it")
        }
        return line
    }

    /// An identifier without spaces that is no secret but stands next to one.
    static let identifier = ValueFormat("an identifier without spaces", isQuotable: false) {
        text, context throws(ValueFault) in
        try word.parse(text, context)
    }

    /// A name or an address to listen on.
    static let host = ValueFormat("a host name or an IP address") { text, _ throws(ValueFault) in
        if NetworkHost.isBracketedAddress("[\(text)]") { return text }
        if NetworkHost.isBracketedAddress(text) { return String(text.dropFirst().dropLast()) }
        guard NetworkHost.isName(text) else {
            throw ValueFault(mend: "leave out scheme, port and path; 127.0.0.1 for this machine, 0.0.0.0 for all")
        }
        return text
    }

    /// A subaccount of 8x8's, which becomes part of a path.
    static let subaccount = ValueFormat("3 to 50 letters, digits and -._&") { text, _ throws(ValueFault) in
        let isName = text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-._&".utf8.contains($0) }
        guard isName, (3...50).contains(text.utf8.count) else { throw ValueFault() }
        return text
    }

    /// The name of an attribute in Okta's profile.
    static let attribute = ValueFormat("the variable name of a profile attribute: letters, digits and _") {
        text, _ throws(ValueFault) in
        let isName = text.utf8.count <= 100 && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x5F }
        guard isName, text.utf8.first?.isDigit == false else { throw ValueFault() }
        return text
    }

    /// The name of a header (RFC 9110, section 5.1).
    static let headerName = ValueFormat("the name of an HTTP header") { text, _ throws(ValueFault) in
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        guard text.utf8.count <= 100, text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || marks.contains($0) }) else {
            throw ValueFault(mend: "give the name alone, without colon and value")
        }
        return text
    }

    /// A user name of Basic authentication, in which a colon would end it (RFC 7617).
    static let userName = ValueFormat("a user name without a colon") { text, _ throws(ValueFault) in
        let line = try oneLine(text, upTo: 200)
        guard !line.contains(":") else { throw ValueFault() }
        return line
    }

    /// A language by its tag (BCP 47): language, perhaps script, perhaps region; in its usual case.
    static let languageTag = ValueFormat("a language tag such as en-US") { text, _ throws(ValueFault) in
        var parts = text.replacing("_", with: "-").split(separator: "-", omittingEmptySubsequences: false)[...]
        guard let language = parts.popFirst(), (2...3).contains(language.count), language.utf8.allSatisfy(\.isLetter)
        else { throw ValueFault() }
        var tag = language.lowercased()
        if let script = parts.first, script.count == 4, script.utf8.allSatisfy(\.isLetter) {
            parts.removeFirst()
            tag += "-" + script.prefix(1).uppercased() + script.dropFirst().lowercased()
        }
        if let region = parts.popFirst() {
            let isCountry = region.count == 2 && region.utf8.allSatisfy(\.isLetter)
            let isArea = region.count == 3 && region.utf8.allSatisfy(\.isDigit)
            guard isCountry || isArea else { throw ValueFault() }
            tag += "-" + region.uppercased()
        }
        guard parts.isEmpty else { throw ValueFault() }
        return tag
    }

    private static func oneLine(_ text: String, upTo limit: Int) throws(ValueFault) -> String {
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw ValueFault("must be one line without control characters", mend: "is a quote missing at its end?")
        }
        guard text.count <= limit else {
            throw ValueFault("must have \(limit) characters at most", mend: "shorten it")
        }
        return text
    }
}

extension ValueFormat where Value == Secret<String> {
    /// A secret of printable characters, which may become the value of a header.
    static let secretText = ValueFormat<String>.headerValue.secret()

    /// A secret without spaces, as vendors issue them.
    static let token = ValueFormat<String>.word.secret()
}

extension ValueFormat where Value: RawRepresentable<String> & CaseIterable & Sendable {
    /// One of a few words, in any case.
    static var choice: Self {
        let words = Value.allCases.map(\.rawValue)
        return Self("one of " + words.joined(separator: ", ")) { text, _ throws(ValueFault) in
            if let value = Value(rawValue: text.lowercased()) { return value }
            let begun = words.first { text.count > 2 && $0.hasPrefix(text.lowercased()) }
            let nearest = begun ?? EditDistance.nearest(to: text.lowercased(), among: words, within: 2)
            throw ValueFault(mend: nearest.map { "did you mean \($0)?" })
        }
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}

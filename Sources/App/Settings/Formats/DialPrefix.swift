import Delivery

/// The beginning of numbers in E.164: `+` and up to 15 digits.
public struct DialPrefix: Sendable, Hashable, CustomStringConvertible {
    /// The prefix with its `+`.
    public let text: String

    /// Reads a prefix; nil when it is none.
    public init?(_ text: some StringProtocol) {
        guard text.hasPrefix("+"), (2...16).contains(text.utf8.count), text.utf8.dropFirst().allSatisfy(\.isDigit),
            !text.hasPrefix("+0")
        else { return nil }
        self.text = String(text)
    }

    /// The prefix with its `+`.
    public var description: String { text }
}

extension ValueFormat where Value == SendLimit {
    /// `COUNT/SECONDS`.
    static let sendLimit = ValueFormat("COUNT/SECONDS, such as 5/600") { text, _ throws(ValueFault) in
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = wholeNumber(parts[0]), let seconds = wholeNumber(parts[1]),
            (1...10_000).contains(count), (1...604_800).contains(seconds)
        else { throw ValueFault() }
        return SendLimit(count: count, seconds: seconds)
    }
}

extension ValueFormat where Value == [DialPrefix] {
    /// `+1,+44`.
    static let prefixes = ValueFormat("prefixes such as +1,+44") { text, _ throws(ValueFault) in
        try list(text) { part throws(ValueFault) in try dialPrefix(part) }
    }
}

extension ValueFormat where Value == [DialPrefix: Int] {
    /// `+1=5000,+44=500`.
    static let capsByPrefix = ValueFormat("caps by prefix such as +1=5000,+44=500") { text, _ throws(ValueFault) in
        try dictionary(text, separatedBy: ",") { cap throws(ValueFault) in
            guard let number = wholeNumber(cap) else {
                throw ValueFault("must give whole numbers", piece: String(cap))
            }
            return number
        }
    }
}

extension ValueFormat where Value == [DialPrefix: [ProviderID]] {
    /// `+49=8x8-sms,acs-sms;+1=twilio-verify`.
    static let providersByPrefix = ValueFormat("routes such as +49=8x8-sms,acs-sms;+1=twilio-verify") {
        text, context throws(ValueFault) in
        try dictionary(text, separatedBy: ";") { providers throws(ValueFault) in
            try ValueFormat<[ProviderID]>.providers.parse(String(providers), context)
        }
    }
}

extension ValueFormat where Value == [ProviderID] {
    /// `twilio-verify,8x8-sms`.
    static let providers = ValueFormat("providers such as twilio-verify,8x8-sms") { text, context throws(ValueFault) in
        try list(text) { part throws(ValueFault) in
            let known = context.providers
            if known.contains(part.lowercased()) { return ProviderID(part.lowercased()) }
            let nearest = EditDistance.nearest(to: part.lowercased(), among: known, within: 3)
            throw ValueFault(
                "must name known providers", piece: String(part),
                mend: nearest.map { "did you mean \($0)?" } ?? "take some of " + known.joined(separator: ", "))
        }
    }
}

/// Reads a list, in which nothing comes twice; empty places, as after a last comma, count for nothing.
private func list<Item: Hashable>(
    _ text: String, item: (Substring) throws(ValueFault) -> Item
) throws(ValueFault) -> [Item] {
    var items: [Item] = []
    for part in parts(of: text, separator: ",") {
        let value = try item(part)
        guard !items.contains(value) else { throw ValueFault("must name each once", piece: String(part)) }
        items.append(value)
    }
    guard !items.isEmpty else { throw ValueFault() }
    return items
}

/// Reads `PREFIX=…` pairs.
private func dictionary<Value>(
    _ text: String, separatedBy separator: Character, value: (Substring) throws(ValueFault) -> Value
) throws(ValueFault) -> [DialPrefix: Value] {
    var pairs: [DialPrefix: Value] = [:]
    for part in parts(of: text, separator: separator) {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { throw ValueFault("must be PREFIX=… each", piece: String(part)) }
        let prefix = try dialPrefix(trimmed(pair[0]))
        guard pairs[prefix] == nil else { throw ValueFault("must name each prefix once", piece: prefix.text) }
        pairs[prefix] = try value(trimmed(pair[1]))
    }
    guard !pairs.isEmpty else { throw ValueFault() }
    return pairs
}

private func dialPrefix(_ text: Substring) throws(ValueFault) -> DialPrefix {
    guard let prefix = DialPrefix(text) else {
        throw ValueFault("must give prefixes as + and digits", piece: String(text), mend: "write +49, for example")
    }
    return prefix
}

private func parts(of text: String, separator: Character) -> [Substring] {
    text.split(separator: separator).map { trimmed($0) }.filter { !$0.isEmpty }
}

private func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
}

private func wholeNumber(_ text: some StringProtocol) -> Int? {
    let digits = String(text)
    return digits.utf8.allSatisfy(\.isDigit) ? Int(digits) : nil
}

import JSON
import TwilioAPI

/// A text, or a whole number that counts as its digits.
///
/// Anything else is there, but has no value.
struct LooseText: Sendable {
    /// Nil when it is of another kind, or empty.
    let value: String?

    /// Nil for what is missing.
    init?(_ json: JSONValue?) {
        switch json {
        case nil, .null: return nil
        case .text(let text): value = text.isEmpty ? nil : text
        case .whole(let number): value = number >= 0 ? String(number) : nil
        case .number(let number): value = UInt64(exactly: number).map { String($0) }
        case .flag, .list, .object: value = nil
        }
    }
}

extension FormFields {
    /// Reads the members of a JSON object that are texts or numbers, for callbacks that come as JSON; nil for all else.
    init?(membersOfJSON body: [UInt8]) {
        guard case .object(let members) = JSONValue.parse(body) else { return nil }
        let fields = members.sorted { $0.key < $1.key }.compactMap { name, json in
            LooseText(json)?.value.map { (name, $0) }
        }
        self.init(fields)
    }
}

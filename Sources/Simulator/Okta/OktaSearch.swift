import Foundation

/// A search expression of `GET /api/v1/users`, the part of SCIM's that is in use: `eq`, `sw`, `pr`, `and`, `or`.
///
/// Names are case-sensitive, operators and values are not; a string must be a valid JSON string.
/// Source: Okta's API reference, `listUsers` and "Filter".
struct OktaSearch: Equatable {
    private enum Operator: String { case eq, sw, pr }

    private struct Term: Equatable {
        var path: String
        var test: Operator
        var value: String
    }

    /// Any of these groups must hold, and of a group every term.
    private var groups: [[Term]]

    /// Reads an expression.
    ///
    /// - Parameters:
    ///   - text: The expression, decoded.
    ///   - attributes: The profile attributes that the org knows.
    /// - Throws: E0000031 when Okta would not understand it.
    init(_ text: String, attributes: Set<String>) throws(OktaFailure) {
        var rest = text[...]
        var groups: [[Term]] = [[]]
        while true {
            groups[groups.count - 1].append(try Self.term(&rest, attributes: attributes))
            guard let word = Self.word(&rest) else { break }
            switch word.lowercased() {
            case "and": continue
            case "or": groups.append([])
            default: throw .badSearch
            }
        }
        self.groups = groups
    }

    /// Whether a user is among those searched for.
    func matches(_ user: SimulatedUser) -> Bool {
        groups.contains { $0.allSatisfy { term in Self.holds(term, for: user) } }
    }

    private static func holds(_ term: Term, for user: SimulatedUser) -> Bool {
        let actual: String? =
            switch term.path {
            case "id": user.id
            case "status": user.status
            default: user.profile[String(term.path.dropFirst("profile.".count))]
            }
        guard let actual = actual?.lowercased() else { return false }
        return switch term.test {
        case .eq: actual == term.value.lowercased()
        case .sw: actual.hasPrefix(term.value.lowercased())
        case .pr: true
        }
    }

    private static func term(_ rest: inout Substring, attributes: Set<String>) throws(OktaFailure) -> Term {
        guard let path = word(&rest), let test = word(&rest).flatMap({ Operator(rawValue: $0.lowercased()) }),
            path == "id" || path == "status"
                || (path.hasPrefix("profile.") && attributes.contains(String(path.dropFirst("profile.".count))))
        else { throw .badSearch }
        return Term(path: path, test: test, value: test == .pr ? "" : try literal(&rest))
    }

    private static func word(_ rest: inout Substring) -> String? {
        rest = rest.drop { $0 == " " }
        let word = rest.prefix { $0 != " " && $0 != "\"" }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? (rest.isEmpty ? nil : "") : String(word)
    }

    private static func literal(_ rest: inout Substring) throws(OktaFailure) -> String {
        rest = rest.drop { $0 == " " }
        guard rest.first == "\"" else { throw .badSearch }
        var end = rest.index(after: rest.startIndex)
        while end < rest.endIndex, rest[end] != "\"" {
            if rest[end] == "\\" { end = rest.index(after: end) }
            if end < rest.endIndex { end = rest.index(after: end) }
        }
        guard end < rest.endIndex else { throw .badSearch }
        let quoted = rest[...end]
        rest = rest[rest.index(after: end)...]
        guard rest.isEmpty || rest.first == " ", let value = JSON(Array(quoted.utf8))?.string else { throw .badSearch }
        return value
    }
}

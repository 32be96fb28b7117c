import JSON

/// An expression of Okta's search language (https://developer.okta.com/docs/api/openapi/okta-management/guides/search).
public struct OktaSearch: Sendable, Equatable {
    /// The expression, not percent-encoded.
    public let expression: String

    /// Finds those whose profile attribute is a text.
    public static func profile(_ attribute: String, equals value: String) -> OktaSearch {
        OktaSearch(expression: "profile.\(attribute) eq \(literal(value))")
    }

    /// Finds those whose profile attribute is one of some texts; nil for none.
    public static func profile(_ attribute: String, equalsAnyOf values: [String]) -> OktaSearch? {
        guard !values.isEmpty else { return nil }
        return OktaSearch(
            expression: values.map { profile(attribute, equals: $0).expression }.joined(separator: " or "))
    }

    /// Finds those of a status, like `ACTIVE`.
    public static func status(_ status: String) -> OktaSearch {
        OktaSearch(expression: "status eq \(literal(status))")
    }

    /// Writes a literal, which is a JSON string: what a caller's telephone sent cannot leave it.
    private static func literal(_ text: String) -> String {
        String(decoding: JSONValue.text(text).bytes, as: UTF8.self)
    }
}

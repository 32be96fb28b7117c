import HTTPTransport

/// Encodes forms.
public enum FormEncoding {
    /// Writes pairs as `application/x-www-form-urlencoded`; every byte but unreserved ones is escaped (RFC 3986, 2.3).
    public static func encode(_ fields: [(String, String)]) -> String {
        fields.map { "\(escape($0.0))=\(escape($0.1))" }.joined(separator: "&")
    }

    /// Escapes a text for a form, a query or a path segment.
    public static func escape(_ text: String) -> String { PercentEncoding.encode(text) }
}

import HTTPTransport

/// Encodes forms.
public enum FormEncoding {
    /// Writes pairs as `application/x-www-form-urlencoded`; every byte but unreserved ones is escaped (RFC 3986, 2.3).
    public static func encode(_ fields: [(String, String)]) -> String {
        fields.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }
}

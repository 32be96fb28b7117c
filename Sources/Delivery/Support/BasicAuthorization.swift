import Foundation

/// HTTP's Basic scheme (RFC 7617).
enum BasicAuthorization {
    /// The value of the header.
    static func value(user: String, password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }
}

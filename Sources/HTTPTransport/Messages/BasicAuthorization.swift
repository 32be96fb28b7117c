import Foundation

/// HTTP's Basic scheme (RFC 7617).
public enum BasicAuthorization {
    /// Writes the value of `Authorization`.
    ///
    /// - Parameters:
    ///   - user: The user; it holds no colon.
    ///   - password: The password.
    /// - Returns: A secret, as the password is.
    public static func value(user: String, password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }
}

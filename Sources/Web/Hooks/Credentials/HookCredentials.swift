import Crypto
import Foundation
public import HTTPTypes

/// What Okta's hooks must present; any one of those configured admits, and none configured admits nobody.
public struct HookCredentials: Sendable {
    private let header: HTTPField.Name?
    private let accepted: [SHA256.Digest]
    private let basic: SHA256.Digest?

    /// Whether Basic authentication is one of them.
    var takesBasic: Bool { basic != nil }
    /// Whether there is any.
    var isEmpty: Bool { accepted.isEmpty && basic == nil }

    /// Makes credentials.
    ///
    /// - Parameters:
    ///   - headerName: The header that carries the secret.
    ///   - headerSecrets: The secrets that are accepted: one, or two during rotation.
    ///   - basic: User and secret of Basic authentication (RFC 7617).
    public init(headerName: String, headerSecrets: [String], basic: (user: String, secret: String)?) {
        header = HTTPField.Name(headerName)
        accepted = headerSecrets.filter { !$0.isEmpty }.map { Self.digest($0) }
        self.basic = basic.map { Self.digest(Data("\($0.user):\($0.secret)".utf8).base64EncodedString()) }
    }

    /// Says whether the header fields of a request admit it.
    ///
    /// Digests are compared, each with each, which swift-crypto does in constant time: the time tells neither how much of a secret was right nor which.
    public func admits(_ headers: HTTPFields) -> Bool {
        var isAdmitted = false
        if let header, let presented = headers[header].map(Self.digest) {
            for digest in accepted where digest == presented { isAdmitted = true }
        }
        if let basic, let authorization = headers[.authorization], authorization.lowercased().hasPrefix("basic ") {
            let presented = authorization.dropFirst(6).trimmingCharacters(in: .whitespaces)
            if basic == Self.digest(presented) { isAdmitted = true }
        }
        return isAdmitted
    }

    static func digest(_ text: String) -> SHA256.Digest { SHA256.hash(data: Data(text.utf8)) }
}

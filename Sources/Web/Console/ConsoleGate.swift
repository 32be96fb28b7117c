import Crypto
import Foundation
import HTTPTypes
import Synchronization

/// Lets operators into the console: Basic authentication (RFC 7617) with any user name and the password.
public final class ConsoleGate: Sendable {
    /// What a request may do.
    enum Admission: Equatable {
        case admitted
        case refused
        /// Too many wrong passwords: none is looked at for this many seconds.
        case waiting(seconds: Int)
    }

    private static let wrongPasswordsAMinute = 10
    private static let window: TimeInterval = 60

    private let key: SymmetricKey
    private let password: SHA256.Digest
    private let wrong = Mutex<[Date]>([])
    private let lastLine = Mutex<Date?>(nil)

    /// Makes a gate.
    ///
    /// - Parameter password: `CONSOLE_PASSWORD`.
    public init(password: String) {
        self.password = SHA256.hash(data: Data(password.utf8))
        key = SymmetricKey(data: SHA256.hash(data: Data("console form \(password)".utf8)))
    }

    func admit(_ headers: HTTPFields, at now: Date) -> Admission {
        let recent = wrong.withLock { times in
            // One that is ahead comes of a clock that was put back, or of a request a moment later.
            times.removeAll { !(-1..<Self.window).contains(now.timeIntervalSince($0)) }
            return times
        }
        if recent.count >= Self.wrongPasswordsAMinute, let first = recent.first {
            return .waiting(seconds: max(1, Int((Self.window - now.timeIntervalSince(first)).rounded(.up))))
        }
        guard let presented = Self.password(in: headers) else { return .refused }
        // Digests, which are compared in constant time: it tells nothing of the password.
        if SHA256.hash(data: Data(presented.utf8)) == password { return .admitted }
        wrong.withLock { $0.append(now) }
        return .refused
    }

    /// Whether nothing was said of wrong passwords for a minute; who asks says it now.
    func isWorthALine(at now: Date) -> Bool {
        lastLine.withLock { last in
            if let last, (0..<Self.window).contains(now.timeIntervalSince(last)) { return false }
            last = now
            return true
        }
    }

    /// A word that only the console's own pages know, so that no other page can post for an operator.
    var formToken: String {
        HMAC<SHA256>.authenticationCode(for: Data("unlock".utf8), using: key)
            .map { String(format: "%02x", $0) }.joined()
    }

    func isFormToken(_ text: String) -> Bool {
        guard let bytes = Self.bytes(hex: text) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: Data("unlock".utf8), using: key)
    }

    private static func bytes(hex: String) -> [UInt8]? {
        guard hex.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var rest = hex[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    private static func password(in headers: HTTPFields) -> String? {
        guard let authorization = headers[.authorization], authorization.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: authorization.dropFirst(6).trimmingCharacters(in: .whitespaces)),
            let pair = String(data: decoded, encoding: .utf8), let colon = pair.firstIndex(of: ":")
        else { return nil }
        return String(pair[pair.index(after: colon)...])
    }
}

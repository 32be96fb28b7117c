import Foundation

/// The parts of a secret that give it away on their own.
enum SecretPieces {
    /// Shorter texts are left out: striking them out everywhere would hide half a log.
    static let shortest = 6

    static func pieces(of secret: String) -> [String] {
        // The lines of a key, the members of a JWK, the access key of a connection string.
        let unfolded = secret.replacing("\\n", with: "\n")
        let tokens = unfolded.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "+/_-".contains($0))) }
        var pieces = [secret] + tokens.filter { $0.count >= 20 }.map(String.init)
        // The password within a database's URL.
        if let scheme = secret.firstRange(of: "://"), let at = secret.lastIndex(of: "@"), scheme.upperBound < at {
            let userInfo = secret[scheme.upperBound..<at]
            if let colon = userInfo.firstIndex(of: ":") {
                let password = String(userInfo[userInfo.index(after: colon)...])
                pieces += [password, password.removingPercentEncoding ?? password]
            }
        }
        return pieces.filter { $0.count >= shortest }
    }
}

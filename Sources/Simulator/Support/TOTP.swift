import Crypto
import Foundation

/// Time-based one-time passwords of RFC 6238: SHA-1, six digits, 30 seconds.
enum TOTP {
    /// The number of the 30-second step that a date lies in.
    static func step(at date: Date) -> Int { Int((date.timeIntervalSince1970 / 30).rounded(.down)) }

    /// The code of a step.
    static func code(secret: [UInt8], step: Int) -> String {
        let counter = withUnsafeBytes(of: UInt64(clamping: step).bigEndian) { Array($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 0x0F)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}

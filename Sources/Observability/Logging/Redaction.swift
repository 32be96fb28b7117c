/// Takes out of a text what no log may show: secrets, and phone numbers.
///
/// Cheap where there is nothing to take out: one walk over the text, without a copy.
public struct Redaction: Sendable {
    /// What stands for a secret.
    public static let mark = "•••"

    /// Shorter texts occur by chance; to take them out would show where they are, and spoil the log.
    static let shortestSecret = 4
    /// What the shortest phone number has.
    private static let fewestDigits = 7

    /// The secrets by their first byte, longer ones first.
    private let secrets: [UInt8: [[UInt8]]]
    /// For each byte, whether a secret begins with it: most bytes of a text are passed over by this alone.
    private let beginsSecret: [Bool]
    private let maskNumbers: @Sendable (String) -> String

    /// Sets what is to be taken out.
    ///
    /// - Parameters:
    ///   - secrets: The values of configured secrets, of four bytes or more. Each is also found percent-encoded, and
    ///     one of several lines, such as a PEM key, by each line of it.
    ///   - maskNumbers: Masks the phone numbers in a text; called for texts of seven digits or more.
    public init(secrets: [String] = [], maskNumbers: @escaping @Sendable (String) -> String = { $0 }) {
        var found: Set<[UInt8]> = []
        for secret in secrets {
            for form in Self.forms(of: secret) where form.utf8.count >= Self.shortestSecret {
                found.insert(Array(form.utf8))
            }
        }
        self.secrets = Dictionary(grouping: found, by: { $0[0] }).mapValues { $0.sorted { $0.count > $1.count } }
        beginsSecret = (UInt8.min...UInt8.max).map { byte in found.contains { $0[0] == byte } }
        self.maskNumbers = maskNumbers
    }

    /// The text without secrets and numbers.
    public func apply(to text: String) -> String {
        var text = text
        let (hasSecret, hasNumber) = text.withUTF8 { bytes in survey(bytes) }
        if hasSecret { text = withoutSecrets(text) }
        return hasNumber ? maskNumbers(text) : text
    }

    // MARK: Secrets

    private func survey(_ bytes: UnsafeBufferPointer<UInt8>) -> (hasSecret: Bool, hasNumber: Bool) {
        var digits = 0
        var hasSecret = false
        for (index, byte) in bytes.enumerated() {
            if byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") { digits += 1 }
            if !hasSecret, !secrets.isEmpty { hasSecret = secretLength(in: bytes, at: index) != nil }
        }
        return (hasSecret, digits >= Self.fewestDigits)
    }

    private func withoutSecrets(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                if let length = secretLength(in: bytes, at: index) {
                    result += Self.mark.utf8
                    index += length
                } else {
                    result.append(bytes[index])
                    index += 1
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The length of the longest secret that begins here.
    private func secretLength(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        guard beginsSecret[Int(bytes[index])], let candidates = secrets[bytes[index]] else { return nil }
        return candidates.first { secret in
            secret.count <= bytes.count - index && bytes[index..<index + secret.count].elementsEqual(secret)
        }?.count
    }

    /// The ways in which a secret may come into a text.
    private static func forms(of secret: String) -> [String] {
        let lines = secret.split(whereSeparator: \.isNewline).map(String.init)
        // The first and last line of a PEM text are the same for every key.
        let parts = lines.count > 1 ? lines.filter { !$0.hasPrefix("-----") && $0.utf8.count >= 16 } : []
        let whole = [secret, percentEncoded(secret)]
        return whole + parts
    }

    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~": encoded.unicodeScalars.append(scalar)
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}

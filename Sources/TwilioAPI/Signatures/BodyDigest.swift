import Crypto

/// `bodySHA256` in a signed URL: the digest of a body that is no form.
struct BodyDigest {
    private static let name = "bodySHA256"
    private let expected: [UInt8]

    /// Finds the digest in a URL's query; nil when there is none.
    init?(url: String) {
        guard url.contains(Self.name), let query = url.split(separator: "?", maxSplits: 1).dropFirst().first else {
            return nil
        }
        let fields = FormFields(decodingQuery: String(query.prefix { $0 != "#" }))
        guard let value = fields[Self.name] else { return nil }
        expected = Array(value.utf8)
    }

    /// Says whether a body has this digest; Twilio's libraries take an empty one for `{}`.
    func matches(_ body: [UInt8]) -> Bool {
        isDigest(of: body) || (body.isEmpty && isDigest(of: Array("{}".utf8)))
    }

    private func isDigest(of body: [UInt8]) -> Bool {
        let digits = Array("0123456789abcdef".utf8)
        let actual = SHA256.hash(data: body).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return ConstantTime.areEqual(expected, actual)
    }
}

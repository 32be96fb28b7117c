import CPhoneNumbers

/// A telephone number in E.164.
///
/// Every value is a *possible* number: of a length that its country uses, whether or not it is assigned. Assigned is
/// not asked for, since metadata ages and samples use `+1555…`.
///
/// A number that is printed, in whatever way, is ``masked``: only ``e164`` gives it in full.
public struct PhoneNumber: Hashable, Sendable {
    /// The number as `+`, calling code and national number: `+15551234567`.
    public let e164: String
    /// The calling code: 1 for the USA and Canada, 44 for the United Kingdom.
    public let countryCode: Int

    /// Reads a number as people and carriers write it.
    ///
    /// Digits, spaces, hyphens, dots, parentheses and slashes are taken, with one `+` in front. Everything else is
    /// refused: letters, extensions, `sip:` and `client:` addresses, digits of other scripts.
    ///
    /// - Parameters:
    ///   - text: The number; 40 bytes at most.
    ///   - defaultRegion: The region (`US`) of a number that is written without its country code. Without it only
    ///     numbers that begin with `+` are read.
    public init?(_ text: String, defaultRegion: String? = nil) {
        guard Self.isPlain(text) else { return nil }
        if let known = ReadNumbers.shared.number(text, defaultRegion) {
            self = known
            return
        }
        guard let number = PhoneNumber(reading: text, defaultRegion) else { return nil }
        ReadNumbers.shared.remember(number, text, defaultRegion)
        self = number
    }

    private init?(reading text: String, _ defaultRegion: String?) {
        var callingCode: Int32 = 0
        let e164 = String(unsafeUninitializedCapacity: Self.longestE164) { buffer in
            vg_phone_read(
                text, text.utf8.count, defaultRegion?.uppercased(), buffer.baseAddress, buffer.count, &callingCode)
        }
        guard !e164.isEmpty else { return nil }
        self.e164 = e164
        countryCode = Int(callingCode)
    }

    /// The region that the number belongs to: `US`; `001` for numbers of no country, such as `+800…`.
    ///
    /// The main region of the calling code where the number itself does not tell (`+1555…` is of `US`).
    public var region: String? {
        let region = String(unsafeUninitializedCapacity: 3) { buffer in
            vg_phone_region(e164, e164.utf8.count, buffer.baseAddress, buffer.count)
        }
        return region.isEmpty ? nil : region
    }

    /// `+` and the 15 digits of E.164, and room for the two more that some countries use.
    private static let longestE164 = 18
    private static let longestText = 40

    /// Whether a text has only what a written number needs.
    ///
    /// libphonenumber looks for a number *inside* a text, reads letters as keys of a telephone and accepts digits of
    /// any script. None of this is wanted of a webhook's parameter or of a directory's attribute.
    private static func isPlain(_ text: String) -> Bool {
        guard text.utf8.count <= longestText else { return false }
        var isPlusAllowed = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "/"):
                isPlusAllowed = false
            case UInt8(ascii: "+") where isPlusAllowed:
                isPlusAllowed = false
            case UInt8(ascii: " "):
                break
            default:
                return false
            }
        }
        return true
    }
}

extension PhoneNumber: Codable {
    /// Reads the number from its E.164 text.
    ///
    /// - Throws: `DecodingError.dataCorrupted` when it is no possible number; the text is not repeated.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = PhoneNumber(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a phone number in E.164")
        }
        self = number
    }

    /// Writes the number as its E.164 text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(e164)
    }
}

extension PhoneNumber: CustomStringConvertible, CustomDebugStringConvertible {
    /// The number, masked: safe for a log.
    public var description: String { masked }

    /// The number, masked, so that values that contain one are safe to print too.
    public var debugDescription: String { masked }
}

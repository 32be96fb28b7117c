import CPhoneNumbers

extension PhoneNumber {
    /// The calling code and the last four digits (fewer of a short number): `+1••••••4567`.
    public var masked: String {
        let prefix = "+\(countryCode)"
        let national = e164.dropFirst(prefix.count)
        let visible = Self.visibleDigits(ofNational: national.count)
        return prefix + String(repeating: "•", count: national.count - visible) + national.suffix(visible)
    }

    /// Masks everything in a text that looks like a phone number, for logs.
    ///
    /// A number is 7 to 15 digits, on their own or in groups that spaces, hyphens, dots, slashes or parentheses
    /// separate, with or without `+`; a percent-encoded one is found too. Codes of six digits, identifiers (`CA…`),
    /// dates, times, UUIDs and IP addresses stay as they are. Where a run of digits could be either, it is masked.
    public static func mask(inText text: String) -> String {
        var digits = 0
        for byte in text.utf8 where byte.isDigit {
            digits += 1
            if digits == NumberScanner.fewestDigits { return NumberScanner.mask(text) }
        }
        return text
    }

    /// How many of the last digits of a national number may be seen.
    static func visibleDigits(ofNational count: Int) -> Int { count >= 8 ? 4 : count / 3 }

    /// The length of the calling code that digits begin with; 0 when there is none.
    static func callingCodeLength(of digits: some Sequence<UInt8>) -> Int {
        var code: Int32 = 0
        for (index, digit) in digits.prefix(3).enumerated() {
            code = code * 10 + Int32(digit - UInt8(ascii: "0"))
            // Calling codes are prefix-free: the first that exists is the only one.
            if code > 0, vg_phone_has_calling_code(code) == 1 { return index + 1 }
        }
        return 0
    }
}

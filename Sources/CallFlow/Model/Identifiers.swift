/// Names a telephone call: Twilio's `CallSid` (`CA` and 32 hexadecimal digits).
public struct CallID: Hashable, Sendable, Codable {
    /// The SID as Twilio writes it.
    public let value: String

    /// Accepts what Twilio sends: letters and digits only, 64 at most, so that it can stand in a path or a log.
    public init?(_ value: String) {
        guard !value.isEmpty, value.utf8.count <= 64, value.utf8.allSatisfy(\.isASCIILetterOrDigit) else { return nil }
        self.value = value
    }

    /// Reads it as a plain string.
    public init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes it as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// Names a person at Okta (`00u…`).
public struct UserID: Hashable, Sendable, Codable {
    /// The id as Okta writes it.
    public let value: String

    /// Takes an id of Okta's.
    public init(_ value: String) {
        self.value = value
    }

    /// Reads it as a plain string.
    public init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes it as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension UInt8 {
    /// Says whether the byte is one of `0…9`.
    var isASCIIDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    var isASCIILetterOrDigit: Bool {
        isASCIIDigit
            || (self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z"))
            || (self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z"))
    }
}

public import Foundation
public import PhoneNumbers
import Texts

/// A call that is in somebody's voicemail.
public struct ExpectedVoicemail: Sendable, Equatable, Codable {
    /// Okta's id of the employee.
    public let ownerID: String
    /// Where the employee gets the text.
    public let mobile: PhoneNumber
    /// The company number that was called.
    public let number: PhoneNumber
    /// Who calls; nil when that is withheld.
    public let caller: PhoneNumber?
    /// The employee's language.
    public let languageTag: String?

    /// Makes a value.
    public init(
        ownerID: String, mobile: PhoneNumber, number: PhoneNumber, caller: PhoneNumber?, languageTag: String?
    ) {
        self.ownerID = ownerID
        self.mobile = mobile
        self.number = number
        self.caller = caller
        self.languageTag = languageTag
    }

    /// The employee, as far as a voicemail needs to know.
    var employee: Employee {
        Employee(id: ownerID, isActive: true, companyNumber: number, mobileText: mobile.e164, languageTag: languageTag)
    }
}

/// A recording that Twilio has made.
public struct FinishedRecording: Sendable, Equatable {
    /// `CallSid` of the caller's leg.
    public let callID: String
    /// `RE…`.
    public let id: String
    /// How long it is; nil when Twilio does not say.
    public let seconds: Int?

    /// Reads what Twilio reports.
    ///
    /// - Returns: nil for what is no identifier of a recording, so that nothing else is ever fetched.
    public init?(callID: String, id: String, seconds: Int?) {
        guard VoicemailLink.isRecording(id), !callID.isEmpty else { return nil }
        self.callID = callID
        self.id = id
        self.seconds = seconds
    }
}

/// What a link in a text leads to.
public struct VoicemailLink: Sendable, Equatable, Codable {
    /// `RE…` and 32 hexadecimal digits.
    public let recordingID: String
    /// Okta's id of the employee.
    public let ownerID: String
    /// When it stops working.
    public let expiresAt: Date

    /// Seven days.
    public static let lifetime: TimeInterval = 7 * 24 * 3600

    static func isRecording(_ text: String) -> Bool {
        text.utf8.count == 34 && text.hasPrefix("RE")
            && text.utf8.dropFirst(2).allSatisfy { byte in
                (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
                    || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"))
            }
    }
}

/// A link's secret part: 128 random bits in 22 characters.
public enum VoicemailToken {
    static func make(_ generator: inout some RandomNumberGenerator) -> String {
        let bytes = (0..<2).flatMap { _ in withUnsafeBytes(of: generator.next() as UInt64) { Array($0) } }
        return Base64URL.encode(bytes)
    }

    /// Says whether a text could be one, so that nothing else is looked up.
    public static func isPlausible(_ text: String) -> Bool {
        text.utf8.count == 22
            && text.utf8.allSatisfy { byte in
                (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_")
                    || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
            }
    }
}

/// What came of opening a link.
public enum VoicemailVisit: Sendable, Equatable {
    case found(VoicemailLink)
    case expired
    case unknown
}

public import Delivery
public import Foundation
import HTTPTransport
import Texts
public import PhoneNumbers

/// What Okta's telephony inline hook asks for, as far as it matters
/// (https://developer.okta.com/docs/api/openapi/okta-management/webhooks/createtelephonyinlinehook).
///
/// Reading is tolerant: Okta's own examples break Okta's own schema. Printing a request shows neither code nor number.
public struct TelephonyHookRequest: Sendable, Equatable {
    /// How the code is to travel.
    public enum Channel: String, Sendable, CaseIterable {
        case sms
        case voice
    }

    /// Okta's id of the request, the same when it comes again; nil when it has none.
    public let eventID: String?
    /// Okta's id of the person.
    public let userID: String?
    /// The one-time code.
    public let code: OneTimeCode
    /// Where it goes.
    public let phoneNumber: PhoneNumber
    /// How it goes.
    public let channel: Channel
    /// The text message as Okta has rendered it; the bare code when there is none.
    public let text: String
    /// The language as a BCP 47 tag: `en-US`.
    public let locale: String?
    /// When the code stops working; nil when it cannot be read.
    public let expiresAt: Date?

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: The JSON.
    ///   - defaultRegion: The country (`US`) of a number that is written without its country code.
    /// - Throws: ``TelephonyHookFault`` that names the field.
    public init(_ body: [UInt8], defaultRegion: String?) throws(TelephonyHookFault) {
        let parts = try TelephonyHookBody.read(body)
        guard let profile = parts.message else { throw .missing("data.messageProfile") }
        guard let plain = profile.code?.value, let code = OneTimeCode(plain) else {
            throw TelephonyHookFault(field: "data.messageProfile.otpCode", of: profile.code)
        }
        guard let written = profile.phoneNumber?.value,
            let number = Self.number(written, defaultRegion: defaultRegion)
        else { throw TelephonyHookFault(field: "data.messageProfile.phoneNumber", of: profile.phoneNumber) }
        guard let channel = profile.channel?.value.flatMap(Self.channel) else {
            throw TelephonyHookFault(field: "data.messageProfile.deliveryChannel", of: profile.channel)
        }
        eventID = parts.eventID?.value.map(StoredID.bounded)
        userID = parts.userID?.value.map(StoredID.bounded)
        self.code = code
        phoneNumber = number
        self.channel = channel
        text = profile.template?.value ?? code.revealed
        locale = profile.locale?.value.flatMap(Self.languageTag)
        expiresAt = profile.expires?.value.flatMap(ISO8601.date)
    }

    /// Reads Okta's id out of a body that may be no request, for a log.
    static func eventID(in body: [UInt8]) -> String? {
        (try? TelephonyHookBody.read(body))?.eventID?.value.map { String($0.prefix(200)) }
    }

    // MARK: Fields

    private static func channel(_ text: String) -> Channel? {
        // As Okta mostly writes it.
        if text == "SMS" { return .sms }
        return switch text.lowercased().replacing("_", with: " ").trimmingCharacters(in: .whitespaces) {
        case "sms": .sms
        case "voice call", "voice", "call": .voice
        default: nil
        }
    }

    /// Reads a number that may have lost its `+`.
    ///
    /// Okta means E.164, so the digits are first taken to begin with a country code. Ten digits or fewer that then make
    /// no number in use are read as those of the default region.
    static func number(_ text: String, defaultRegion: String?) -> PhoneNumber? {
        if text.utf8.first == UInt8(ascii: "+") { return PhoneNumber(text) }
        let text = text.trimmingCharacters(in: .whitespaces)
        if text.hasPrefix("+") { return PhoneNumber(text) }
        let international = PhoneNumber("+" + text)
        if let international, international.kind != .unknown { return international }
        let national = defaultRegion.flatMap { PhoneNumber(text, defaultRegion: $0) }
        if let national, national.kind != .unknown { return national }
        let isLong = text.utf8.count { (0x30...0x39).contains($0) } > 10
        return isLong ? international ?? national : national ?? international
    }

    /// `EN-US`, `en_us` and `en` as `en-US`, `en-US` and `en`.
    static func languageTag(_ text: String) -> String? {
        let parts = text.replacing("_", with: "-").split(separator: "-", omittingEmptySubsequences: false)
        guard let language = parts.first, (2...3).contains(language.count), language.allSatisfy(\.isASCIILetter),
            parts.count <= 4,
            parts.dropFirst().allSatisfy({ (2...8).contains($0.count) && $0.allSatisfy(\.isASCIILetterOrNumber) })
        else { return nil }
        let rest = parts.dropFirst().map { part in
            switch part.count {
            case 2: part.uppercased()
            case 4 where part.allSatisfy(\.isASCIILetter): part.prefix(1).uppercased() + part.dropFirst().lowercased()
            default: part.lowercased()
            }
        }
        return ([language.lowercased()] + rest).joined(separator: "-")
    }
}

extension TelephonyHookRequest: CustomStringConvertible, CustomReflectable {
    /// The event, the channel and the masked number.
    public var description: String {
        "\(channel.rawValue) request \(eventID ?? "without id") to \(phoneNumber.masked)"
    }
    /// Only what ``description`` shows.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

extension Character {
    fileprivate var isASCIILetter: Bool { isASCII && isLetter }
    fileprivate var isASCIILetterOrNumber: Bool { isASCII && (isLetter || isNumber) }
}

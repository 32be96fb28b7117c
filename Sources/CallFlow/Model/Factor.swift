public import Foundation

/// The kinds of factor that work in a telephone call.
///
/// The raw values are those of the profile attribute `ivrFactorPreference` and of the hand-off token's `amr`.
public enum FactorKind: String, Sendable, Codable, CaseIterable {
    case push
    case totp
    case sms
}

/// One enrolled and active factor of a person.
public struct Factor: Hashable, Sendable, Codable {
    /// Okta's id of the factor.
    public let id: String
    /// What kind it is.
    public let kind: FactorKind
    /// When Okta last changed it; of several push devices the one updated last is used.
    public let updatedAt: Date?
    /// Whether a text to this factor would arrive at the telephone that is calling, or might (its number is unknown).
    ///
    /// The number itself is not kept: a call's state holds no phone number.
    public let reachesCallingNumber: Bool

    /// Makes a factor.
    public init(id: String, kind: FactorKind, updatedAt: Date? = nil, reachesCallingNumber: Bool = false) {
        self.id = id
        self.kind = kind
        self.updatedAt = updatedAt
        self.reachesCallingNumber = reachesCallingNumber
    }
}

/// The person whose profile carries the calling number, with what a call needs of them.
public struct Caller: Hashable, Sendable, Codable {
    /// Okta's id of the person.
    public let id: UserID
    /// `preferredLanguage` or `locale` of the profile, as Okta has it (`es`, `fr-CA`, `de_DE`).
    public let languageTag: String?
    /// The factor that the profile prefers.
    public let preference: FactorKind?
    /// Factors that are enrolled and active.
    public let factors: [Factor]

    /// Makes a caller.
    public init(id: UserID, languageTag: String? = nil, preference: FactorKind? = nil, factors: [Factor]) {
        self.id = id
        self.languageTag = languageTag
        self.preference = preference
        self.factors = factors
    }
}

/// What the telephone network says of the calling number (STIR/SHAKEN, Twilio's `StirVerstat`).
///
/// See https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir. The raw values are those of the hand-off
/// token's `phone_attestation`.
public enum Attestation: String, Sendable, Codable, CaseIterable {
    /// The carrier knows the caller and their right to the number.
    case full = "A"
    /// The carrier knows the customer, not their right to the number.
    case partial = "B"
    /// A gateway passed the call on.
    case gateway = "C"
    /// The signature was wrong: the number may be forged.
    case failed
    /// Nothing is known.
    case none

    /// Reads Twilio's `StirVerstat`.
    ///
    /// A diverted call (`-Diverted`) was signed by who forwarded it, which says nothing of the caller: it counts as
    /// ``gateway`` at best.
    public init(stirVerstat: String?) {
        guard let text = stirVerstat, !text.isEmpty else {
            self = .none
            return
        }
        if text.hasPrefix("TN-Validation-Failed") {
            self = .failed
            return
        }
        let diverted = text.hasSuffix("-Diverted")
        switch text.replacing("-Diverted", with: "") {
        case "TN-Validation-Passed-A": self = diverted ? .gateway : .full
        case "TN-Validation-Passed-B": self = diverted ? .gateway : .partial
        case "TN-Validation-Passed-C": self = .gateway
        default: self = .none
        }
    }
}

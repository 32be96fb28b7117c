public import Foundation

/// A way in which a simulated user can prove who they are.
public struct SimulatedFactor: Sendable, Equatable {
    /// What the factor is made of.
    public enum Kind: Sendable, Equatable {
        /// A text message to a number in E.164.
        case sms(phoneNumber: String)

        /// A phone call to a number in E.164.
        case call(phoneNumber: String)

        /// Okta Verify with push on a device.
        case push(device: String)

        /// Time-based codes of Okta Verify from a shared secret.
        case totp(secret: [UInt8])

        /// Time-based codes of Google Authenticator from a shared secret.
        case googleTOTP(secret: [UInt8])
    }

    /// Okta's identifier.
    public var id: String

    /// What it is made of.
    public var kind: Kind

    /// Okta's status; only `ACTIVE` can be used.
    public var status: String

    /// When the factor was last changed.
    public var lastUpdated: Date

    /// Makes a factor.
    public init(
        id: String, kind: Kind, status: String = "ACTIVE",
        lastUpdated: Date = Date(timeIntervalSince1970: 1_735_689_600)
    ) {
        self.id = id
        self.kind = kind
        self.status = status
        self.lastUpdated = lastUpdated
    }

    /// Okta's name for the kind.
    public var factorType: String {
        switch kind {
        case .sms: "sms"
        case .call: "call"
        case .push: "push"
        case .totp, .googleTOTP: "token:software:totp"
        }
    }

    /// Okta's name for who provides the factor.
    public var provider: String {
        if case .googleTOTP = kind { "GOOGLE" } else { "OKTA" }
    }

    /// The secret of a time-based factor.
    var secret: [UInt8]? {
        switch kind {
        case .totp(let secret), .googleTOTP(let secret): secret
        default: nil
        }
    }
}

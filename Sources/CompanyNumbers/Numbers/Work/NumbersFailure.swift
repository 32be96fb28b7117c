import OktaAPI
import TwilioAPI

/// Why something about numbers was not done, and what mends it.
///
/// Its description is safe for a log.
public struct NumbersFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Code: String, Sendable, CaseIterable, Encodable {
        /// Okta refused or could not be reached.
        case okta
        /// Okta does not take our credentials.
        case oktaCredentials
        /// Okta does not let our credentials do this.
        case oktaPermission
        /// Twilio refused or could not be reached.
        case twilio
        /// There is no number in the area.
        case noneInArea
        /// Others were faster, time and again.
        case taken
        /// The country asks for an address.
        case addressRequired
        /// The country asks for a regulatory bundle.
        case bundleRequired
        /// A trial account can have no more numbers.
        case trialAccount
        /// A number may have been bought; it is found again by its name.
        case unknownFate
        /// The number is not to be touched.
        case reserved
        /// The number is not the account's.
        case notOurs
        /// The number takes no calls.
        case noVoice
        /// Another run is at work.
        case busy
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What happened and how to mend it.
    public let message: String

    /// Makes a failure.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Another run goes on for longer than anybody waits.
    public static let busy = NumbersFailure(.busy, "another run is at work on numbers; run it again later")

    init(_ error: OktaError) {
        let mend =
            switch error.code {
            case .unauthorized: "; check Okta's credentials"
            case .forbidden:
                "; they need a role that may read users (okta.users.read), and change them (okta.users.manage)"
            case .refusedRequest: "; may primaryPhone and mobilePhone be written, or are they mastered elsewhere?"
            case .rateLimited, .unavailable, .timeout: "; run it again later"
            default: ""
            }
        let code: Code =
            switch error.code {
            case .unauthorized: .oktaCredentials
            case .forbidden: .oktaPermission
            default: .okta
            }
        self.init(code, "\(error)\(mend)")
    }

    init(_ error: TwilioError, _ policy: NumbersPolicy) {
        switch error.numberRefusal {
        case .taken: self.init(.taken, "others bought every number that was tried (21422); run it again")
        case .noneInArea: self.init(.noneInArea, "Twilio has no number in \(policy.place) (21452)")
        case .addressRequired:
            self.init(
                .addressRequired,
                "\(policy.country) asks for an address (\(error.twilioCode ?? 21615)): add one in Twilio's console "
                    + "(Phone Numbers, Addresses) and pass its AD… as --address-sid")
        case .bundleRequired:
            self.init(
                .bundleRequired,
                "\(policy.country) asks for an approved regulatory bundle (\(error.twilioCode ?? 21649)): add one in "
                    + "Twilio's console (Phone Numbers, Regulatory Compliance) and pass its BU… as --bundle-sid")
        case .trialAccount:
            self.init(.trialAccount, "a trial account can have no more numbers (21404): upgrade it in Twilio's console")
        case nil:
            let mend = error.code == .unauthorized ? "; check Twilio's credentials" : ""
            self.init(.twilio, "\(error)\(mend)")
        }
    }

    /// Whether the next purchase would fail for the same reason.
    var stopsPurchases: Bool {
        switch code {
        case .noneInArea, .addressRequired, .bundleRequired, .trialAccount, .oktaCredentials: true
        case .okta, .oktaPermission, .twilio, .taken, .unknownFate, .reserved, .notOurs, .noVoice, .busy:
            false
        }
    }

    /// One line for a log.
    public var description: String { message }
}

extension OktaError {
    /// Whether the same request may go through later; all that is asked for here may be done twice.
    var isPassing: Bool {
        switch code {
        case .rateLimited, .unavailable, .timeout: true
        default: false
        }
    }
}

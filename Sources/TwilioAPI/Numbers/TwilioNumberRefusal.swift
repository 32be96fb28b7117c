/// Why Twilio does not sell a number, as far as it makes a difference (https://www.twilio.com/docs/api/errors).
public enum TwilioNumberRefusal: String, Sendable, CaseIterable {
    /// Somebody else was faster: another number will do.
    case taken
    /// There is none in this area code, or there is no such area code.
    case noneInArea
    /// The country asks for an address.
    case addressRequired
    /// The country asks for a regulatory bundle.
    case bundleRequired
    /// A trial account can have no more.
    case trialAccount
}

extension TwilioError {
    /// Why no number was sold; nil when it is none of the known reasons.
    public var numberRefusal: TwilioNumberRefusal? {
        switch twilioCode {
        case 21422: .taken  // PhoneNumber is not available
        case 21451, 21452: .noneInArea  // Invalid area code; no numbers found in it
        case 21615, 21631: .addressRequired  // Number requires an address; … a local one
        case 21649, 21650, 21651: .bundleRequired  // Bundle required; bundle not approved; bundle of another kind
        case 21404: .trialAccount  // Trial accounts have one number
        default: nil
        }
    }
}

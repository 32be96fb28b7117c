import CallFlow
import OktaAPI

// What Okta's refusals mean for a call: the one place where that is decided.

extension CodeSendOutcome {
    init(_ code: OktaError.Code) {
        switch code {
        case .recentlySent: self = .recentlySent
        case .accepted: self = .sent
        case .limited: self = .limited
        case .locked, .userUnusable: self = .lockedOut
        case .factorUnusable, .notFound, .refusedRequest, .rejected, .wrongPasscode, .passcodeReused,
            .passcodeOutsideWindow:
            self = .unusable
        case .rateLimited, .badSearch, .unauthorized, .forbidden, .unavailable, .timeout, .malformedAnswer,
            .foreignLink:
            self = .unavailable
        }
    }
}

extension CodeCheckOutcome {
    init(_ code: OktaError.Code) {
        switch code {
        case .wrongPasscode, .rejected: self = .wrong
        case .passcodeReused: self = .reused
        case .passcodeOutsideWindow: self = .expired
        case .limited, .recentlySent, .rateLimited: self = .limited
        case .locked, .userUnusable: self = .lockedOut
        case .factorUnusable, .notFound, .refusedRequest: self = .unusable
        case .accepted, .badSearch, .unauthorized, .forbidden, .unavailable, .timeout, .malformedAnswer, .foreignLink:
            self = .unavailable
        }
    }
}

extension PushSendOutcome {
    init(_ code: OktaError.Code) {
        switch code {
        case .limited, .recentlySent: self = .limited
        case .locked, .userUnusable: self = .lockedOut
        case .factorUnusable, .notFound, .refusedRequest, .rejected, .wrongPasscode, .passcodeReused,
            .passcodeOutsideWindow:
            self = .unusable
        case .accepted, .rateLimited, .badSearch, .unauthorized, .forbidden, .unavailable, .timeout, .malformedAnswer,
            .foreignLink:
            self = .unavailable
        }
    }
}

extension PushStatus {
    init(_ code: OktaError.Code) {
        switch code {
        case .rejected: self = .rejected
        case .notFound, .passcodeOutsideWindow: self = .timedOut
        case .locked, .userUnusable, .factorUnusable, .foreignLink, .forbidden, .refusedRequest, .wrongPasscode,
            .passcodeReused:
            self = .failed
        // Nothing was said of the push itself: ask again.
        case .recentlySent, .limited, .rateLimited, .accepted, .badSearch, .unauthorized, .unavailable, .timeout,
            .malformedAnswer:
            self = .unknown
        }
    }
}

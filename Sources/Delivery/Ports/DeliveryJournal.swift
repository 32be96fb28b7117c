public import Foundation
public import PhoneNumbers

/// What an auditor will ask of deliveries.
public enum DeliveryOccurrence: Sendable, Hashable {
    /// A code was handled; also one that nobody took.
    case delivered(DeliveryOutcome)
    /// Policy did not let it be sent.
    case refused(PolicyRefusal)
    /// It had not arrived and was sent once more.
    case sentAgain(DeliveryOutcome)
    /// Its owner says that they had not asked for it: a security event.
    case unwanted
}

/// Writes down what an auditor will ask for.
public protocol DeliveryJournal: Sendable {
    /// Notes an occurrence; never throws: what cannot be written is logged.
    ///
    /// - Parameters:
    ///   - occurrence: What happened.
    ///   - eventID: Okta's id of the request.
    ///   - userID: Okta's id of the person.
    ///   - destination: The number, to be masked or pseudonymised; nil when it is not known any more.
    ///   - now: When it happened.
    func note(
        _ occurrence: DeliveryOccurrence, eventID: String, userID: String?, destination: PhoneNumber?, at now: Date
    ) async
}

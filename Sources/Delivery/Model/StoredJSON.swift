import Foundation
import JSON
import PhoneNumbers

// What is written with every code is written by hand, in the form that Foundation's decoder takes; no encoder can put a
// code where it does not belong.

extension CodeMessage {
    /// The JSON that its `Decodable` reads; it holds the code, and is only for what seals it.
    public var json: [UInt8] {
        JSONWriter.object { message in
            message.member("eventID", eventID)
            message.member("code", code.revealed)
            message.member("destination", destination.e164)
            message.member("channel", channel.rawValue)
            message.member("text", text)
            message.member("locale", locale)
            message.member("expiresAt", expiresAt.timeIntervalSinceReferenceDate)
            message.member("userID", userID)
        }
    }
}

extension DeliveryOutcome {
    /// The JSON that its `Decodable` reads.
    public var json: [UInt8] {
        JSONWriter.object { outcome in
            outcome.member("status", status.rawValue)
            outcome.member("provider", provider.name)
            outcome.member("transactionID", transactionID)
            outcome.member("transactionMetadata", transactionMetadata)
            outcome.member("refusal", refusal?.rawValue)
        }
    }
}

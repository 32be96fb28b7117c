public import Foundation
public import PhoneNumbers

/// A code to deliver, with all that any provider needs.
///
/// It holds the code twice, in ``code`` and in ``text``; printing it shows neither. It is `Decodable`, and has
/// ``json``, so that a store can keep it sealed for sending once more.
public struct CodeMessage: Sendable, Hashable, Decodable {
    /// Okta's id of the request: the same id is the same message.
    public let eventID: String
    /// The code.
    public let code: OneTimeCode
    /// Where it goes.
    public let destination: PhoneNumber
    /// How it goes.
    public let channel: DeliveryChannel
    /// The text message as Okta has rendered it, with the code in it; of no use for a call.
    public let text: String
    /// The language as a BCP 47 tag (`en-US`, `es`); nil when Okta did not say.
    public let locale: String?
    /// When the code stops working.
    public let expiresAt: Date
    /// Okta's id of the person; nil when Okta did not say.
    public let userID: String?

    /// Makes a message of its parts.
    public init(
        eventID: String, code: OneTimeCode, destination: PhoneNumber, channel: DeliveryChannel, text: String,
        locale: String?, expiresAt: Date, userID: String?
    ) {
        self.eventID = eventID
        self.code = code
        self.destination = destination
        self.channel = channel
        self.text = text
        self.locale = locale
        self.expiresAt = expiresAt
        self.userID = userID
    }

    /// How long the code still works, in whole seconds; nil when that is over, or was never known.
    ///
    /// A code that is said to have expired is sent all the same: the clock that says so may be ours. Providers are then
    /// told nothing of its life.
    public func secondsLeft(at now: Date) -> Int? {
        let left = Int(expiresAt.timeIntervalSince(now))
        return left > 0 ? left : nil
    }
}

extension CodeMessage: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Names the event, the channel and the masked number.
    public var description: String { "\(channel.rawValue) message of \(eventID) to \(destination.masked)" }
    /// The same.
    public var debugDescription: String { description }
    /// Only what ``description`` shows.
    public var customMirror: Mirror { Mirror(self, children: ["eventID": eventID]) }
}

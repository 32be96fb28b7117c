import Foundation

/// The hook's JSON, in which every part may be missing or of another kind than Okta says.
struct TelephonyHookBody: Decodable {
    struct Payload: Decodable {
        let context: Context?
        let userProfile: User?
        let messageProfile: Message?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            context = try? container.decodeIfPresent(Context.self, forKey: .context)
            userProfile = try? container.decodeIfPresent(User.self, forKey: .userProfile)
            messageProfile = try? container.decodeIfPresent(Message.self, forKey: .messageProfile)
        }

        private enum CodingKeys: CodingKey { case context, userProfile, messageProfile }
    }

    struct Context: Decodable {
        struct Request: Decodable { let id: LooseText? }
        let request: Request?
    }

    struct User: Decodable { let userId: LooseText? }

    struct Message: Decodable {
        let msgTemplate: LooseText?
        let phoneNumber: LooseText?
        let otpExpires: LooseText?
        let deliveryChannel: LooseText?
        let otpCode: LooseText?
        let locale: LooseText?
    }

    let eventId: LooseText?
    let data: Payload?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        eventId = try container.decodeIfPresent(LooseText.self, forKey: .eventId)
        data = try? container.decodeIfPresent(Payload.self, forKey: .data)
    }

    private enum CodingKeys: CodingKey { case eventId, data }

    /// Reads a body.
    ///
    /// - Throws: ``TelephonyHookFault`` when it is no JSON object.
    static func read(_ body: [UInt8]) throws(TelephonyHookFault) -> TelephonyHookBody {
        do {
            return try JSONDecoder().decode(TelephonyHookBody.self, from: Data(body))
        } catch {
            throw TelephonyHookFault(field: nil, reason: .notJSON)
        }
    }
}

/// A text, or a whole number that counts as its digits.
///
/// Anything else is there, but has no value.
struct LooseText: Decodable, Sendable {
    /// Nil when it is of another kind, or empty.
    let value: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            value = text.isEmpty ? nil : text
        } else if let number = try? container.decode(UInt64.self) {
            value = String(number)
        } else {
            value = nil
        }
    }
}

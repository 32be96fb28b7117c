public import CallFlow
import Crypto
public import PhoneNumbers
public import TwilioAPI

/// One signed voice webhook, read.
public struct CallRequest: Sendable {
    /// Which call it is.
    public let id: CallID
    /// The calling number; nil when it is withheld, or no number at all.
    public let from: PhoneNumber?
    /// The number that was called; nil when it is no number.
    public let to: PhoneNumber?
    /// What the network says of the calling number.
    public let attestation: Attestation
    /// What the caller did.
    public let input: CallerInput
    /// `DialCallStatus`, or `QueueResult` of an `<Enqueue>`: set when a transfer has ended.
    public let transferResult: String?
    /// `CallStatus`.
    public let callStatus: String?
    /// What tells a repetition of this request from another one.
    public let fingerprint: RequestFingerprint
    /// When the answer must be out, so that Twilio does not give up.
    public let deadline: ContinuousClock.Instant

    /// Reads the parameters of a webhook; nil when they name no call.
    ///
    /// - Parameters:
    ///   - path: The path that was called, part of what identifies a repetition.
    ///   - form: The parameters, from the body or the query.
    ///   - idempotencyToken: `I-Twilio-Idempotency-Token`, the same on every retry.
    ///   - defaultRegion: The region of a number without its country code.
    ///   - deadline: When the answer must be out.
    public init?(
        path: String, form: FormFields, idempotencyToken: String?, defaultRegion: String,
        deadline: ContinuousClock.Instant
    ) {
        guard let id = CallID(form["CallSid"] ?? "") else { return nil }
        self.id = id
        let caller = form["From"]
        from = PhoneNumber.isWithheld(caller) ? nil : caller.flatMap { PhoneNumber($0, defaultRegion: defaultRegion) }
        to = form["To"].flatMap { PhoneNumber($0, defaultRegion: defaultRegion) }
        attestation = Attestation(stirVerstat: form["StirVerstat"])
        transferResult = form["DialCallStatus"] ?? form["QueueResult"]
        callStatus = form["CallStatus"]
        if let keys = form["Digits"], !keys.isEmpty {
            input = .keys(String(keys.prefix(32)))
        } else if let speech = form["SpeechResult"], !speech.isEmpty {
            input = .speech(String(speech.prefix(500)))
        } else {
            input = .silence
        }
        fingerprint = RequestFingerprint(path: path, form: form, token: idempotencyToken)
        self.deadline = deadline
    }
}

/// Tells whether two requests are the same one, sent twice.
public struct RequestFingerprint: Sendable, Equatable {
    private let digest: String
    private let token: String

    init(path: String, form: FormFields, token: String?) {
        var text = path
        for (name, value) in form.fields.sorted(by: { ($0.name, $0.value) < ($1.name, $1.value) }) {
            // Lengths keep neighbouring texts apart.
            text += "\n\(name.utf8.count):\(name)=\(value.utf8.count):\(value)"
        }
        let hash = text.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
        digest = Self.hexadecimal(Array(hash).prefix(16))
        self.token = String((token ?? "").prefix(128))
    }

    private static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[2 * index] = digits[Int(byte >> 4)]
                buffer[2 * index + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }

    /// The form in which the store keeps it.
    public var text: String { "\(digest) \(token)" }

    /// Compares with a stored one: the same parameters, or the same idempotency token.
    public func matches(_ stored: String) -> Bool {
        guard let space = stored.utf8.firstIndex(of: UInt8(ascii: " ")) else { return false }
        if stored[..<space] == digest { return true }
        return !token.isEmpty && stored[stored.utf8.index(after: space)...] == token
    }
}

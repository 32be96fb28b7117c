import Clocks
import Foundation
import HTTPTransport
import JSON
import Texts
import PhoneNumbers

/// 8x8's calls: our own words.
public struct EightByEightVoiceSettings: ProviderSettings {
    /// `8x8-voice`.
    public static let description = ProviderDescription(id: "8x8-voice", channels: [.voice])

    /// Who asks.
    public let access: EightByEightAccess
    /// The number that calls, E.164; 8x8 must have allowed it.
    public let from: String
    /// `https://voice.8x8.com`, without a slash at its end.
    public let baseURL: String

    /// Makes the settings.
    public init(access: EightByEightAccess, from: String, baseURL: String = "https://voice.8x8.com") {
        self.access = access
        self.from = from
        self.baseURL = baseURL
    }

    /// Makes the provider.
    public func makeSender(_ parts: ProviderParts) -> any CodeSender {
        EightByEightVoiceSender(
            settings: self, transport: parts.transport, script: parts.script, timing: parts.timing)
    }
}

/// Speaks codes in calls of 8x8's.
struct EightByEightVoiceSender: CodeSender {
    let id = EightByEightVoiceSettings.description.id
    let channels = EightByEightVoiceSettings.description.channels
    let settings: EightByEightVoiceSettings
    let transport: any HTTPTransport
    let script: any VoiceScript
    let timing: Timing

    /// 8x8's limit on a text.
    private static let longestText = 3000

    private struct Answer: Decodable {
        let sessionId: String?
        let sessionStatus: String
    }

    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt {
        let speech: SpokenText
        do {
            speech = try script.speech(for: message)
        } catch {
            throw DeliveryError(.misconfigured, providerCode: "template", summary: "the call's template does not work")
        }
        guard speech.text.count <= Self.longestText else {
            throw DeliveryError(
                .misconfigured, providerCode: "template",
                summary: "the call's template gives more than the 3000 characters that 8x8 takes")
        }
        let request = Self.request(message, speech, settings, now: timing.date())
        let response = try await VendorExchange.send(request, by: transport, deadline: deadline)
        guard (200..<300).contains(response.status) else { throw EightByEightErrors.error(response) }
        guard let answer = VendorJSON.decode(Answer.self, response.body) else {
            throw VendorExchange.error(status: response.status)
        }
        guard answer.sessionStatus == "CREATED", let session = answer.sessionId else {
            throw EightByEightErrors.error(response)
        }
        return DeliveryReceipt(reference: session, metadata: "status=CREATED")
    }

    /// Makes a call (https://developer.8x8.com/connect/reference/send-callflow): the message three times.
    ///
    /// The pauses are in the text: a speed is a whole number there, and 1 is the slowest.
    static func request(
        _ message: CodeMessage, _ speech: SpokenText, _ settings: EightByEightVoiceSettings, now: Date
    ) -> OutboundRequest {
        let body = JSONWriter.object { body in
            body.list("callflow") { steps in
                steps.object { step in
                    step.member("action", "makeCall")
                    step.object("params") { params in
                        params.member("destination", message.destination.e164)
                        params.member("source", settings.from)
                    }
                }
                steps.object { step in
                    step.member("action", "say")
                    step.object("params") { params in
                        params.member("repetition", 3)
                        params.member("text", speech.text)
                        params.member("voiceProfile", EightByEightVoices.profile(for: speech.language))
                    }
                }
                steps.object { $0.member("action", "hangup") }
            }
            body.member(
                "validUntil", message.secondsLeft(at: now) == nil ? nil : ISO8601.text(message.expiresAt))
        }
        return settings.access.post(settings.baseURL, "callflows", body, operation: "call")
    }
}

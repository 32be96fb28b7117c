import CompanyNumbers
import Logging
import TwilioAPI

/// Sends texts and fetches recordings through Twilio's REST API.
struct TwilioForwarding: TextSender, RecordingSource {
    let twilio: TwilioClient
    let logger: Logger

    func send(_ text: OutgoingText, deadline: ContinuousClock.Instant) async -> TextSendOutcome {
        do {
            try await twilio.sendMessage(
                to: text.to, from: text.from, body: text.body.isEmpty ? nil : text.body, media: text.media,
                deadline: deadline)
            return .sent
        } catch {
            logger.warning("Twilio did not send a text", metadata: ["error": "\(error)"])
            return TextSendOutcome(error)
        }
    }

    func recording(_ id: String, deadline: ContinuousClock.Instant) async -> RecordingOutcome {
        do {
            return .sound(try await twilio.recording(id, deadline: deadline))
        } catch {
            logger.warning("Twilio did not give a recording", metadata: ["error": "\(error)"])
            return error.code == .notFound ? .missing : .unavailable
        }
    }
}

extension TextSendOutcome {
    /// What an error means for a text: whether it may have been sent, and whether another try makes sense.
    init(_ error: TwilioError) {
        switch error.fate {
        case .unsent: self = .unsent
        case .unknown: self = .unknown
        case .answered:
            switch error.code {
            case .throttled, .unreachable: self = .unsent
            case .malformed: self = .sent
            case .callNotInProgress, .unauthorized, .refused, .notFound, .unavailable: self = .refused
            }
        }
    }
}

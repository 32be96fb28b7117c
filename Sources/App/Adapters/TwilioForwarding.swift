import CompanyNumbers
import Logging
import TwilioAPI

/// Sends texts, fetches and deletes recordings through Twilio's REST API.
struct TwilioForwarding: TextSender, RecordingSource, RecordingRemover {
    let twilio: TwilioClient
    /// Where Twilio tells what became of a text.
    var statusURL: String?
    let logger: Logger

    func send(_ text: OutgoingText, deadline: ContinuousClock.Instant) async -> TextSendOutcome {
        do {
            try await twilio.sendMessage(
                to: text.to, from: text.from, body: text.body.isEmpty ? nil : text.body, media: text.media,
                statusCallback: statusURL, deadline: deadline)
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

    func delete(_ recordingID: String, deadline: ContinuousClock.Instant) async -> RecordingRemoval {
        do {
            return try await twilio.deleteRecording(recordingID, deadline: deadline) ? .deleted : .missing
        } catch {
            logger.warning(
                "Twilio did not delete a recording; it is tried again",
                metadata: ["recording_sid": "\(recordingID)", "error": "\(error)"])
            return .failed
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

public import Foundation
public import Logging
import PhoneNumbers

/// Takes recordings in and gives them out: the employee gets a text with a link, and whoever has the link hears it.
public struct VoicemailDesk: Sendable {
    /// Writes the text; it is told the voicemail, its seconds and the link.
    public typealias Notice = @Sendable (ExpectedVoicemail, Int?, String) throws -> String

    private let notebook: ForwardingNotebook
    private let sender: any TextSender
    private let source: any RecordingSource
    private let retention: RecordingRetention
    private let journal: any ForwardingJournal
    private let publicURL: String
    private let notice: Notice

    /// Makes a desk.
    ///
    /// - Parameters:
    ///   - notebook: What is remembered.
    ///   - sender: Sends the text.
    ///   - source: Where recordings are.
    ///   - retention: Deletes recordings once their links have run out.
    ///   - journal: What an auditor reads.
    ///   - publicURL: The base of links, without a slash at its end.
    ///   - notice: Writes the text.
    public init(
        notebook: ForwardingNotebook, sender: any TextSender, source: any RecordingSource,
        retention: RecordingRetention,
        journal: any ForwardingJournal, publicURL: String, notice: @escaping Notice
    ) {
        self.notebook = notebook
        self.sender = sender
        self.source = source
        self.retention = retention
        self.journal = journal
        self.publicURL = publicURL
        self.notice = notice
    }

    /// What came of a recording.
    public enum Outcome: String, Sendable, CaseIterable {
        case sent, refused, unsent, unknown
        /// Another request has taken it on.
        case repeated
        /// Nothing was said.
        case empty
        /// Nobody knows whose it is, or the store does not answer.
        case stray
    }

    /// Tells the employee of a recording, once if all goes well, however often Twilio reports it.
    ///
    /// Twilio reports it twice, when the caller has finished and when the sound is ready: what was not, or may not have
    /// been sent the first time is sent the second time. A text too many does no harm, one too few loses a message.
    public func receive(
        _ recording: FinishedRecording, deadline: ContinuousClock.Instant, now: Date, logger: Logger
    ) async -> Outcome {
        let outcome = await take(recording, deadline, now, logger)
        ForwardingMeter.voicemail(outcome)
        return outcome
    }

    /// Tells the employee of a recording that Twilio reported a while ago, unless that is done.
    ///
    /// - Returns: False when it is to be tried again.
    public func makeUp(
        for recording: FinishedRecording, deadline: ContinuousClock.Instant, now: Date, logger: Logger
    ) async -> Bool {
        if await notebook.isSettled(recording.id, now: now) { return true }
        switch await receive(recording, deadline: deadline, now: now, logger: logger) {
        case .sent, .refused, .empty: return true
        // The store may not have answered: whose it is may be known the next time.
        case .unsent, .unknown, .repeated, .stray: return false
        }
    }

    private func take(
        _ recording: FinishedRecording, _ deadline: ContinuousClock.Instant, _ now: Date, _ logger: Logger
    ) async -> Outcome {
        let expected = await notebook.expectedVoicemail(in: recording.callID, now: now)
        // Whatever becomes of it, it does not stay at Twilio; and whatever becomes of this process, somebody is told.
        // When the store does not answer, whom to tell is asked again later.
        await retention.expect(
            recording.id, ownerID: expected?.ownerID, report: recording.seconds == 0 ? nil : recording, now: now)
        if recording.seconds == 0 { return .empty }
        guard let voicemail = expected else {
            logger.error("a recording belongs to no voicemail that is known")
            return .stray
        }
        guard await notebook.take(recording.id, now: now) else { return .repeated }
        let outcome = await tell(voicemail, of: recording, deadline, now, logger)
        switch outcome {
        case .unsent, .unknown: await notebook.giveBack(recording.id, now: now)
        default: await notebook.settle(recording.id, now: now)
        }
        await journal.note(
            ForwardingEvent(
                .voicemail, outcome: outcome.rawValue, ownerID: voicemail.ownerID, reference: recording.id), at: now)
        logger.info(
            "voicemail", metadata: ["outcome": "\(outcome.rawValue)", "mobile": "\(voicemail.mobile.masked)"])
        return outcome
    }

    private func tell(
        _ voicemail: ExpectedVoicemail, of recording: FinishedRecording, _ deadline: ContinuousClock.Instant,
        _ now: Date, _ logger: Logger
    ) async -> Outcome {
        var generator = SystemRandomNumberGenerator()
        let token = VoicemailToken.make(&generator)
        let words: String
        do {
            words = try notice(voicemail, recording.seconds, "\(publicURL)/voicemail/\(token)")
        } catch {
            logger.error("the text about a voicemail cannot be written", metadata: ["error": "\(error)"])
            return .unsent
        }
        let link = VoicemailLink(
            recordingID: recording.id, ownerID: voicemail.ownerID,
            expiresAt: now.addingTimeInterval(VoicemailLink.lifetime))
        await notebook.keep(link, under: token, now: now)
        let text = OutgoingText(to: voicemail.mobile, from: voicemail.number, body: words)
        switch await sender.send(text, deadline: deadline) {
        case .sent: return .sent
        case .refused: return .refused
        case .unsent: return .unsent
        case .unknown: return .unknown
        }
    }

    /// Finds what a link leads to.
    public func visit(_ token: String, now: Date) async -> VoicemailVisit {
        guard VoicemailToken.isPlausible(token), let link = await notebook.link(token, now: now) else {
            return .unknown
        }
        return link.expiresAt > now ? .found(link) : .expired
    }

    /// Fetches the sound that a link leads to.
    public func sound(of link: VoicemailLink, deadline: ContinuousClock.Instant, now: Date) async -> RecordingOutcome {
        guard VoicemailLink.isRecording(link.recordingID) else { return .missing }
        let outcome = await source.recording(link.recordingID, deadline: deadline)
        if case .sound = outcome {
            await journal.note(
                ForwardingEvent(.listened, outcome: "heard", ownerID: link.ownerID, reference: link.recordingID),
                at: now)
        }
        return outcome
    }
}

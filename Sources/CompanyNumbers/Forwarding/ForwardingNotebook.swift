import Foundation
public import Logging
import PhoneNumbers
import Synchronization

/// What forwarding remembers, in its own words.
///
/// While the store does not answer, this process's memory stands in: calls go on, and rings still end. After a failure
/// the store is left alone for some seconds, so that a caller waits for it once at most.
public final class ForwardingNotebook: Sendable {
    private let store: any ForwardingStore
    private let standIn = InMemoryForwardingStore(most: 10_000)
    private let troubledUntil = Mutex(Date.distantPast)
    private let logger: Logger

    /// - Parameters:
    ///   - store: Where everything is kept.
    ///   - logger: Is told when the store does not answer.
    public init(store: any ForwardingStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    private static let hour: Double = 3600
    private static let day: Double = 24 * hour
    /// More than a request has for sending a text.
    private static let claim: Double = 30

    // MARK: Arrivals

    func admit(_ arrival: Arrival, within limits: ArrivalLimits, now: Date) async -> Admission {
        let admission = await ask(at: now) { try await $0.admit(arrival, within: limits, now: now) }
        if let admission { return admission }
        return await standIn.admit(arrival, within: limits, now: now)
    }

    func stopRinging(_ id: String, now: Date) async {
        await standIn.stopRinging(id)
        await ask(at: now) { try await $0.stopRinging(id) }
    }

    // MARK: Texts

    func route(of message: String, now: Date) async -> TextRoute? {
        await read(NoteKey(.route, message), now: now)
    }

    /// Settles where a text goes; the first to say so decides.
    ///
    /// - Returns: Where it goes, and whether this request was the first: of several copies of a webhook one is.
    func settle(
        _ route: TextRoute, for message: String, now: Date
    ) async -> (route: TextRoute, isFirst: Bool) {
        // With a name of its own no two requests write the same.
        guard let content = try? JSONEncoder().encode(HeldRoute(route: route, holder: UUID())) else {
            return (route, true)
        }
        let standing = await writeFirst(content, to: NoteKey(.route, message), now: now, lifetime: Self.day)
        if standing == content { return (route, true) }
        return ((try? JSONDecoder().decode(TextRoute.self, from: standing)) ?? route, false)
    }

    /// A route and the request that settled it; who reads it as a route alone, as older builds do, does not see more.
    private struct HeldRoute: Encodable {
        let route: TextRoute
        let holder: UUID

        private enum Key: String, CodingKey { case holder }

        func encode(to encoder: any Encoder) throws {
            try route.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(holder, forKey: .holder)
        }
    }

    /// Remembers who wrote last to an employee; the number alone is not enough, since it may get another owner.
    func remember(_ writer: LastWriter, for owner: String, at number: PhoneNumber, now: Date) async {
        await write(writer, to: Self.thread(owner, number), now: now, lifetime: 30 * Self.day)
    }

    func lastWriter(for owner: String, at number: PhoneNumber, now: Date) async -> LastWriter? {
        await read(Self.thread(owner, number), now: now)
    }

    private static func thread(_ owner: String, _ number: PhoneNumber) -> NoteKey {
        NoteKey(.thread, "\(owner) \(number.e164)")
    }

    /// Says whether a sender may be answered: once an hour at most for a pair of numbers.
    func mayAnswer(_ sender: PhoneNumber, by number: PhoneNumber, about message: String, now: Date) async -> Bool {
        let holder = Data(message.utf8)
        let key = NoteKey(.answer, "\(sender.e164) \(number.e164)")
        return await writeFirst(holder, to: key, now: now, lifetime: Self.hour) == holder
    }

    // MARK: Voicemail

    func expect(_ voicemail: ExpectedVoicemail, in call: String, now: Date) async {
        await write(voicemail, to: NoteKey(.voicemail, call), now: now, lifetime: Self.day)
    }

    func expectedVoicemail(in call: String, now: Date) async -> ExpectedVoicemail? {
        await read(NoteKey(.voicemail, call), now: now)
    }

    /// Takes a recording on for half a minute; false when another request did, or it is settled.
    ///
    /// No longer: when the process dies before the text is out, the next report must find it free.
    func take(_ recording: String, now: Date) async -> Bool {
        let holder = Data(UUID().uuidString.utf8)
        return await writeFirst(holder, to: NoteKey(.recording, recording), now: now, lifetime: Self.claim) == holder
    }

    /// Notes that nothing more is to be done about a recording.
    func settle(_ recording: String, now: Date) async {
        await write(true, to: NoteKey(.recording, recording), now: now, lifetime: Self.day)
    }

    /// Whether nothing more is to be done about a recording.
    func isSettled(_ recording: String, now: Date) async -> Bool {
        await read(NoteKey(.recording, recording), now: now) ?? false
    }

    /// Lets go of a recording, for the next report.
    func giveBack(_ recording: String, now: Date) async {
        let key = NoteKey(.recording, recording)
        await standIn.remove(key)
        await ask(at: now) { try await $0.remove(key) }
    }

    func keep(_ link: VoicemailLink, under token: String, now: Date) async {
        // Kept a little longer than it works, so that a late visitor learns why.
        await write(link, to: NoteKey(.link, token), now: now, lifetime: VoicemailLink.lifetime + Self.day)
    }

    func link(_ token: String, now: Date) async -> VoicemailLink? {
        await read(NoteKey(.link, token), now: now)
    }

    // MARK: Notes

    private func read<Value: Decodable>(_ key: NoteKey, now: Date) async -> Value? {
        let kept = await ask(at: now) { try await $0.note(key, now: now) } ?? nil
        var content = kept
        if content == nil { content = await standIn.note(key, now: now) }
        return content.flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
    }

    private func write(_ value: some Encodable, to key: NoteKey, now: Date, lifetime: Double) async {
        guard let content = try? JSONEncoder().encode(value) else { return }
        let end = now.addingTimeInterval(lifetime)
        let isWritten: Void? = await ask(at: now) { try await $0.write(content, to: key, expiresAt: end) }
        if isWritten == nil { await standIn.write(content, to: key, expiresAt: end) }
    }

    private func writeFirst(_ content: Data, to key: NoteKey, now: Date, lifetime: Double) async -> Data {
        let end = now.addingTimeInterval(lifetime)
        let standing = await ask(at: now) { try await $0.writeFirst(content, to: key, now: now, expiresAt: end) }
        if let standing { return standing }
        return await standIn.writeFirst(content, to: key, now: now, expiresAt: end)
    }

    /// Asks the store; nil when it does not answer.
    @discardableResult
    private func ask<Value: Sendable>(
        at now: Date, _ question: (any ForwardingStore) async throws -> Value
    ) async -> Value? {
        // An end further ahead was set before the clock was put back.
        let furthest = now.addingTimeInterval(Self.rest + Self.request)
        guard troubledUntil.withLock({ $0 <= now || $0 > furthest }) else { return nil }
        do {
            return try await question(store)
        } catch {
            troubledUntil.withLock { $0 = now.addingTimeInterval(Self.rest) }
            logger.error(
                "the store of forwarding does not answer; this process's memory stands in",
                metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Seconds that a store which failed is left alone.
    private static let rest: Double = 5
    /// The seconds that a request may last, and so how much older its time may be than another's.
    private static let request: Double = 15
}

import CompanyNumbers
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PhoneNumbers
import Store
import Synchronization
import TwiML
import TwilioAPI

@testable import Web

/// The webhooks of company numbers with fakes behind them, called as Twilio calls.
struct Switchboard: Sendable {
    let owners: ScriptedOwners
    let sender = KeepingSender()
    let recordings: ScriptedRecordings
    let journal = KeepingJournal()
    let responder: RouterResponder<AppContext>
    let clock = Changeable(Date(timeIntervalSince1970: 1_772_452_800))

    static let account = "AC" + String(repeating: "0", count: 32)

    init(
        _ owners: [Employee] = [.ada], store: any ForwardingStore = InMemoryForwardingStore(),
        sendsByRequest: Bool = false,
        recording: RecordingOutcome = .sound(Array(0..<100)),
        contracts: [TemplateContract] = ForwardingTemplate.contracts
    ) throws {
        self.owners = ScriptedOwners(owners)
        recordings = ScriptedRecordings(recording)
        let templates = try TemplateLibrary.load(
            directory: House.templates, contracts: contracts, requiredLanguages: ["en-US"])
        let prompts = ForwardingPrompts(
            templates: templates, publicURL: House.publicURL, customer: "ACME & Sons", defaultLanguage: "en-US")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let numbers = CompanyNumberCheck(directory: self.owners)
        let notebook = ForwardingNotebook(store: store, logger: logger)
        let rules = ForwardingRules(
            ownNumbers: Set([PhoneNumber("+15555550100")].compactMap { $0 }), defaultRegion: "US")
        let clock = clock
        let settings = ForwardingSettings(accountSID: Self.account, defaultRegion: "US") { clock.value }
        let gate = SignatureGate(
            signature: WebhookSignature(authTokens: [House.token], sharedKeys: []), publicURL: House.publicURL)
        let retention = RecordingRetention(
            store: MemoryRecordingDeletions(), remover: KeptRecordings(), journal: journal, logger: logger)
        let desk = VoicemailDesk(
            notebook: notebook, sender: sender, source: recordings, retention: retention, journal: journal,
            publicURL: House.publicURL
        ) { voicemail, seconds, link in try prompts.voicemailText(voicemail, seconds: seconds, link: link) }
        let router = Router(context: AppContext.self)
        CallForwardController(
            forwarder: CallForwarder(
                directory: self.owners, numbers: numbers, notebook: notebook, rules: rules, journal: journal),
            desk: desk, prompts: prompts, gate: gate, settings: settings
        ).addRoutes(to: router)
        TextForwardController(
            forwarder: TextForwarder(
                directory: self.owners, numbers: numbers, notebook: notebook, rules: rules, journal: journal),
            prompts: prompts, gate: gate, settings: settings, journal: journal, publicURL: House.publicURL,
            sender: sendsByRequest ? sender : nil
        ).addRoutes(to: router)
        VoicemailController(desk: desk, settings: settings).addRoutes(to: router)
        routes = router.routes.map { "\($0.method) \($0.path)" }.sorted()
        responder = router.buildResponder()
    }

    let routes: [String]

    func test(_ body: @Sendable @escaping (Line) async throws -> Void) async throws {
        let app = Application(responder: responder, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await app.test(.router) { client in
            try await body(Line(client: client, from: "+15555550001"))
        }
    }
}

extension Line {
    /// Calls a company number.
    func call(_ extra: [(String, String)] = [], sid: String? = nil, from: String? = nil, to: String = "+15555550101")
        async throws -> Answer
    {
        try await webhook(
            "/call-forward",
            [
                ("CallSid", sid ?? self.sid), ("From", from ?? self.from), ("To", to), ("CallStatus", "ringing"),
                ("Direction", "inbound"),
            ] + extra)
    }

    /// Texts a company number.
    func text(
        _ body: String, sid: String, from: String? = nil, to: String = "+15555550101",
        _ extra: [(String, String)] = [("NumMedia", "0")]
    ) async throws -> Answer {
        try await webhook(
            "/sms-forward",
            [
                ("MessageSid", sid), ("SmsSid", sid), ("From", from ?? self.from), ("To", to), ("Body", body),
                ("NumSegments", "1"),
            ] + extra)
    }

    /// Posts exactly these fields, signed.
    func webhook(_ path: String, _ fields: [(String, String)]) async throws -> Answer {
        let usual = [("AccountSid", Switchboard.account), ("ApiVersion", "2010-04-01")]
        let all = usual.filter { one in !fields.contains { $0.0 == one.0 } } + fields
        var headers = HTTPFields()
        headers[.contentType] = "application/x-www-form-urlencoded; charset=utf-8"
        headers[.twilioSignature] = Self.sign(House.publicURL + path, all, key: House.token)
        return try await send(path, .post, headers, ByteBuffer(string: Self.encode(all)))
    }
}

extension Employee {
    static func sample(
        _ id: String, number: String, mobile: String?, isActive: Bool = true, hours: String? = nil,
        language: String? = nil
    ) -> Employee {
        Employee(
            id: id, isActive: isActive, companyNumber: PhoneNumber(number), mobileText: mobile, hoursText: hours,
            languageTag: language)
    }

    static let ada = sample("00u1", number: "+15555550101", mobile: "+15555550201")
}

/// A value that tests change while the code under test reads it.
final class Changeable<Value: Sendable>: Sendable {
    private let inner: Mutex<Value>
    init(_ value: Value) { inner = Mutex(value) }
    var value: Value { inner.withLock { $0 } }
    func set(_ value: Value) { inner.withLock { $0 = value } }
}

/// A directory of a few people.
final class ScriptedOwners: OwnerDirectory {
    private let state: Mutex<(people: [Employee], isDown: Bool, asked: Int)>
    init(_ people: [Employee]) { state = Mutex((people, false, 0)) }
    var asked: Int { state.withLock { $0.asked } }
    func fail() { state.withLock { $0.isDown = true } }

    /// How many questions must have come before any is answered.
    private let gathering = Mutex(0)
    func gather(_ count: Int) { gathering.withLock { $0 = count } }

    func owner(of number: PhoneNumber, deadline: ContinuousClock.Instant) async -> OwnerLookup {
        state.withLock { $0.asked += 1 }
        while asked < gathering.withLock({ $0 }), ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(1))
        }
        return state.withLock { state in
            if state.isDown { return .unavailable }
            let matches = state.people.filter { $0.companyNumber == number }
            return matches.first(where: \.isActive).map(OwnerLookup.found)
                ?? .nobody(matches.isEmpty ? .noMatch : .notActive)
        }
    }
}

final class KeepingSender: TextSender {
    private let texts = Mutex<[OutgoingText]>([])
    var sent: [OutgoingText] { texts.withLock { $0 } }
    func send(_ text: OutgoingText, deadline: ContinuousClock.Instant) async -> TextSendOutcome {
        texts.withLock { $0.append(text) }
        return .sent
    }
}

final class ScriptedRecordings: RecordingSource {
    private let outcome: RecordingOutcome
    private let ids = Mutex<[String]>([])
    init(_ outcome: RecordingOutcome) { self.outcome = outcome }
    var asked: [String] { ids.withLock { $0 } }
    func recording(_ id: String, deadline: ContinuousClock.Instant) async -> RecordingOutcome {
        ids.withLock { $0.append(id) }
        return outcome
    }
}

struct KeptRecordings: RecordingRemover {
    func delete(_ recordingID: String, deadline: ContinuousClock.Instant) async -> RecordingRemoval { .failed }
}

final class KeepingJournal: ForwardingJournal {
    private let seen = Mutex<[ForwardingEvent]>([])
    var events: [ForwardingEvent] { seen.withLock { $0 } }
    func note(_ event: ForwardingEvent, at now: Date) async { seen.withLock { $0.append(event) } }
}

/// A store in which nothing works.
struct BrokenNotes: ForwardingStore {
    struct Broken: Error {}
    func admit(_ arrival: Arrival, within limits: ArrivalLimits, now: Date) async throws -> Admission { throw Broken() }
    func stopRinging(_ id: String) async throws { throw Broken() }
    func note(_ key: NoteKey, now: Date) async throws -> Data? { throw Broken() }
    func write(_ content: Data, to key: NoteKey, expiresAt: Date) async throws { throw Broken() }
    func writeFirst(_ content: Data, to key: NoteKey, now: Date, expiresAt: Date) async throws -> Data {
        throw Broken()
    }
    func remove(_ key: NoteKey) async throws { throw Broken() }
}

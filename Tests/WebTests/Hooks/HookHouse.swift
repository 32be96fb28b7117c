import Clocks
import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PhoneNumbers
import Synchronization
import TwiML
import TwilioAPI

@testable import Web

/// Okta's hooks with vendors' answers laid down, called as Okta, Twilio, 8x8 and Azure call.
struct HookHouse: Sendable {
    static let code = "918273"
    static let number = "+15551230001"

    let delivery: HookDelivery
    let stores: HookStores
    let log: MemoryDeliveryLog
    let outbox = MemoryOutbox()
    let journal = FakeDeliveryJournal()
    let transport: ScriptedTransport
    let logs: LogBook
    let responder: RouterResponder<AppContext>
    /// What the hooks answer to: `POST /telephony-hook`.
    let routes: [String]

    /// Everything that a test may want otherwise.
    struct Wishes {
        var secrets = ["right"]
        var headerName = "Authorization"
        var basic: (user: String, secret: String)?
        var tokens: BearerTokens?
        var suppresses = true
        var blocked: [String] = []
        /// Long, since all tests run at once; those that are about it set their own.
        var budget = Duration.seconds(30)
        var timing = Timing.real
        var turnstile: Turnstile?
        var reportsSecret: String? = "reports-secret"
        var stores: ((HookStores) -> HookStores)?
        var sms: [ProviderID] = ["twilio-sms", "8x8-sms"]
        var voice: [ProviderID] = ["twilio-voice", "8x8-voice"]
    }

    init(
        _ transport: ScriptedTransport = HookHouse.allTake(), change: (inout Wishes) -> Void = { _ in }
    ) throws {
        var wishes = Wishes()
        change(&wishes)
        let logs = LogBook()
        self.logs = logs
        self.transport = transport
        let ledger = MemorySendLedger()
        log = MemoryDeliveryLog(ledger: ledger)
        let kept = HookStores(
            deliveries: log, ledger: ledger, breakers: MemoryBreakerStore(), outbox: outbox)
        stores = wishes.stores?(kept) ?? kept
        let gate = SignatureGate(
            signature: WebhookSignature(authTokens: [House.token], sharedKeys: []), publicURL: House.publicURL)
        let script = TemplateVoiceScript(
            templates: try House.shipped.get(), publicURL: House.publicURL, customer: "ACME & Sons",
            defaultLanguage: "en-US")
        delivery = HookDelivery(
            Self.rules(wishes), stores: stores, script: script, journal: journal, instance: "one",
            transport: transport, timing: wishes.timing, logger: logs.logger)
        let hookGate = HookGate(
            credentials: HookCredentials(
                headerName: wishes.headerName, headerSecrets: wishes.secrets, basic: wishes.basic),
            tokens: wishes.tokens)
        let router = Router(context: AppContext.self)
        router.add(middleware: Arrivals())
        router.add(middleware: RequestTracing())
        router.add(middleware: RequestLog())
        TelephonyHookController(
            gate: hookGate,
            turnstile: wishes.turnstile
                ?? Turnstile(limits: TurnstileLimits(budget: wishes.budget), logger: logs.logger),
            deliverer: delivery.deliverer,
            settings: TelephonyHookSettings(
                budget: wishes.budget, suppressesRefused: wishes.suppresses, defaultRegion: "US"),
            timing: wishes.timing
        ).addRoutes(to: router)
        EventHookController(
            gate: hookGate, usage: delivery.usage, patience: .milliseconds(300), timing: wishes.timing
        ).addRoutes(to: router)
        ReportsController(
            gate: gate, secret: wishes.reportsSecret, feeds: [EightByEightReports.feed, EventGridBatch.feed],
            handler: delivery.reports, timing: wishes.timing
        ).addRoutes(to: router)
        CodeCallController(
            gate: gate, script: script, keeper: delivery.keeper, unwanted: delivery.unwanted, timing: wishes.timing
        ).addRoutes(to: router)
        routes = router.routes.map { "\($0.method) \($0.path)" }.sorted()
        responder = router.buildResponder()
    }

    private static func rules(_ wishes: Wishes) -> HookDeliveryRules {
        let twilio = TwilioAccess(
            accountSID: "AC1", credentials: TwilioCredentials(sid: "AC1", secret: "twilio-secret"))
        let other = EightByEightAccess(apiKey: "eight-key", subaccount: "sub")
        let reports = House.publicURL + "/delivery-reports/twilio"
        let providers: [any ProviderSettings] = [
            TwilioVerifySettings(access: twilio, serviceSID: "VA1", baseURL: "https://verify.example"),
            TwilioSMSSettings(
                access: twilio, source: .number("+15550000000"), baseURL: "https://twilio.example", reportURL: reports),
            TwilioVoiceSettings(
                access: twilio, from: "+15550000000", baseURL: "https://twilio.example", reportURL: reports),
            EightByEightSMSSettings(
                access: other, source: "ACME", baseURL: "https://8x8.example", reportURL: nil),
            EightByEightVoiceSettings(access: other, from: "+15550000000", baseURL: "https://8x8.example"),
        ]
        return HookDeliveryRules(
            providers: providers, routes: ProviderRoutes(sms: wishes.sms, voice: wishes.voice),
            policy: SendPolicy(blockedPrefixes: wishes.blocked, perNumber: SendLimit(count: 1000, seconds: 600)),
            barSeconds: 3600, budget: .milliseconds(2500))
    }

    /// Vendors that never answer.
    static func allHang() -> ScriptedTransport {
        ScriptedTransport { _ in
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return .json("{}")
        }
    }

    /// Vendors that take everything.
    static func allTake() -> ScriptedTransport {
        ScriptedTransport { request in answer(request) }
    }

    static func answer(_ request: OutboundRequest) -> OutboundResponse {
        if request.url.contains("/Verifications") { return .json(#"{"sid":"VE1","status":"pending"}"#, status: 201) }
        if request.url.contains("/Calls.json") { return .json(#"{"sid":"CA1","status":"queued"}"#, status: 201) }
        if request.url.contains("/Messages.json") { return .json(#"{"sid":"SM1","status":"queued"}"#, status: 201) }
        if request.url.contains("/callflows") {
            return .json(#"{"sessionId":"s1","sessionStatus":"CREATED","statusCode":1}"#)
        }
        return .json(#"{"umid":"u1","status":{"code":"QUEUED"}}"#)
    }

    func test(_ body: @Sendable @escaping (any TestClientProtocol) async throws -> Void) async throws {
        try await Application(responder: responder, logger: logs.logger).test(.router) { try await body($0) }
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: String
    }

    func send(
        _ path: String, _ body: String = "", method: HTTPRequest.Method = .post,
        headers: HTTPFields = [.authorization: "right", .contentType: "application/json"]
    ) async throws -> Answer {
        try await Application(responder: responder, logger: logs.logger).test(.router) { client in
            try await client.execute(uri: path, method: method, headers: headers, body: ByteBuffer(string: body)) {
                Answer(status: $0.status.code, headers: $0.headers, body: String(buffer: $0.body))
            }
        }
    }

    /// The telephony hook, as Okta calls it.
    func hook(_ body: String, authorization: String? = "right", path: String = "/telephony-hook") async throws -> Answer
    {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.authorization] = authorization
        return try await send(path, body, headers: headers)
    }

    /// A form that Twilio signed.
    func signed(_ path: String, _ fields: [(String, String)], key: String = House.token) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.twilioSignature] = Line.sign(House.publicURL + path, fields, key: key)
        return try await send(path, Line.encode(fields), headers: headers)
    }

    static func event(
        _ id: String, number: String = "\"\(HookHouse.number)\"", channel: String = "SMS", locale: String? = "EN-US",
        code: String = "\"\(HookHouse.code)\"", expires: String? = nil
    ) -> String {
        let locale = locale.map { #","locale":"\#($0)""# } ?? ""
        let expires = expires.map { #","otpExpires":"\#($0)""# } ?? ""
        return """
            {"eventId":"\(id)","data":{"userProfile":{"userId":"00u1"},"messageProfile":{"msgTemplate":\
            "Your code is \(HookHouse.code)","phoneNumber":\(number),"otpCode":\(code),\
            "deliveryChannel":"\(channel)"\(locale)\(expires)}}}
            """
    }
}

/// Keeps what deliveries tell auditors.
actor FakeDeliveryJournal: DeliveryJournal {
    private(set) var entries: [(occurrence: DeliveryOccurrence, eventID: String, number: PhoneNumber?)] = []

    func note(
        _ occurrence: DeliveryOccurrence, eventID: String, userID: String?, destination: PhoneNumber?, at now: Date
    ) {
        entries.append((occurrence, eventID, destination))
    }

    var unwanted: [String] { entries.filter { $0.occurrence == .unwanted }.map(\.eventID) }
}

/// Keeps every line that is logged, at every level.
final class LogBook: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }
    var text: String { lines.joined(separator: "\n") }
    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(book: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let book: LogBook
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]
        var metadataProvider: Logger.MetadataProvider? = RequestSubject.metadata

        init(book: LogBook) { self.book = book }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
            book.kept.withLock { $0.append("\(event.level) \(event.message) \(all)") }
        }
    }
}

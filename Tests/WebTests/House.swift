import CallFlow
import Clocks
import Crypto
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Store
import Testing
import TwiML
import TwilioAPI

@testable import Web

/// The voice bot with fakes behind it, called as Twilio calls.
struct House: Sendable {
    static let publicURL = "https://ivr.example.com"
    static let token = "12345"

    let directory: FakeDirectory
    let challenger: FakeChallenger
    let accounts: FakeAccounts
    let live: FakeLiveCalls
    let journal = FakeJournal()
    let store: any CallStore
    let memory: MemoryStore
    let signer: JWTHandoffSigner
    let driver: CallDriver
    let gate: SignatureGate
    let responder: RouterResponder<AppContext>

    init(
        _ lookup: CallerLookup = .found(.everything), agent: AgentDestination? = .sip("sip:agents@example.com"),
        challenger: FakeChallenger = FakeChallenger(),
        accounts: AccountSummary? = AccountSummary(balance: "$200.00", due: nil),
        live: FakeLiveCalls = FakeLiveCalls(), memory: MemoryStore = MemoryStore(), store: (any CallStore)? = nil,
        leases: (any WatchLeases)? = nil, instance: String = "one", pollInterval: Double = 3600,
        lockoutFailures: Int = 10, timing: Timing = .real, ownNumber: String? = nil
    ) async throws {
        directory = FakeDirectory(lookup)
        self.challenger = challenger
        self.accounts = FakeAccounts(accounts)
        self.live = live
        self.memory = memory
        self.store = store ?? memory
        signer = try await JWTHandoffSigner(
            privateKeyPEM: JWTHandoffSigner.makeKey(), issuer: Self.publicURL, audience: "agent")
        let templates = try Self.shipped.get()
        let renderer = PromptRenderer(
            templates: templates, publicURL: Self.publicURL, customer: "ACME & Sons", agent: agent,
            ownNumber: ownNumber, signer: signer)
        let ports = CallPorts(
            directory: directory, challenger: challenger, accounts: self.accounts, store: self.store, failures: memory,
            leases: leases ?? memory, journal: journal, live: live, signer: signer)
        let watcher = PushWatcher(instance: instance, publicURL: Self.publicURL) { _, interval in interval }
        driver = CallDriver(
            policy: CallPolicy(hasAgent: agent != nil), ports: ports, renderer: renderer,
            settings: CallDriverSettings(
                instance: instance, lockoutFailures: lockoutFailures, pollInterval: pollInterval),
            watcher: watcher, meter: CallMeter(), timing: timing)
        let router = Router(context: AppContext.self)
        gate = SignatureGate(
            signature: WebhookSignature(authTokens: [Self.token], sharedKeys: []), publicURL: Self.publicURL)
        VoiceController(driver: driver, gate: gate, defaultRegion: "US").addRoutes(to: router)
        responder = router.buildResponder()
    }

    /// The templates that ship; checking them takes a while, so it is done once.
    static let shipped = Result {
        try TemplateLibrary.load(
            directory: templates, contracts: TemplateContract.callSteps + TemplateContract.codeCalls,
            requiredLanguages: ["en-US"])
    }

    static var templates: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "twiml-templates").path
    }

    /// Runs a test against the router, without a socket.
    func test(_ body: @Sendable @escaping (Line) async throws -> Void) async throws {
        let app = Application(responder: responder, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await app.test(.router) { client in
            try await body(Line(client: client))
        }
    }
}

/// A caller's line: signs and posts as Twilio does, and follows the documents.
struct Line: Sendable {
    let client: any TestClientProtocol
    var sid = "CA00000000000000000000000000000001"
    var from = "+15551230001"

    struct Answer: Sendable {
        let status: Int
        let body: String
        let type: String?

        /// The first `action` of a document, as a path.
        var action: String? { attribute("action") }
        /// The target of its `<Redirect>`.
        var redirect: String? {
            body.firstMatch(of: #/<Redirect[^>]*>([^<]*)</Redirect>/#).map { Self.path(String($0.output.1)) }
        }

        func attribute(_ name: String) -> String? {
            guard let range = body.range(of: "\(name)=\"") else { return nil }
            return Self.path(String(body[range.upperBound...].prefix { $0 != "\"" }))
        }

        private static func path(_ url: String) -> String {
            url.replacing("&amp;", with: "&").replacing(House.publicURL, with: "")
        }
    }

    func welcome(_ extra: [(String, String)] = [], token: String? = nil) async throws -> Answer {
        try await post("/ivr/welcome", [("CallStatus", "ringing"), ("Direction", "inbound")] + extra, token: token)
    }

    /// Presses keys at a document.
    func press(_ keys: String, at answer: Answer) async throws -> Answer {
        try await post(answer.action ?? "/none", [("Digits", keys), ("FinishedOnKey", ""), ("msg", "Gather End")])
    }

    func post(_ path: String, _ fields: [(String, String)] = [], token: String? = nil, key: String = House.token)
        async throws -> Answer
    {
        let all =
            [
                ("CallSid", sid), ("AccountSid", "AC" + String(repeating: "0", count: 32)), ("From", from),
                ("To", "+15550000000"), ("ApiVersion", "2010-04-01"),
            ] + fields
        var headers = HTTPFields()
        headers[.contentType] = "application/x-www-form-urlencoded; charset=utf-8"
        headers[.twilioSignature] = Self.sign(House.publicURL + path, all, key: key)
        if let token { headers[.twilioIdempotencyToken] = token }
        return try await send(path, .post, headers, ByteBuffer(string: Self.encode(all)))
    }

    func get(_ path: String, _ fields: [(String, String)]) async throws -> Answer {
        let target = path + "?" + Self.encode([("CallSid", sid), ("From", from)] + fields)
        var headers = HTTPFields()
        headers[.twilioSignature] = Self.sign(House.publicURL + target, [], key: House.token)
        return try await send(target, .get, headers, ByteBuffer())
    }

    func send(_ path: String, _ method: HTTPRequest.Method, _ headers: HTTPFields, _ body: ByteBuffer) async throws
        -> Answer
    {
        try await client.execute(uri: path, method: method, headers: headers, body: body) { response in
            Answer(
                status: response.status.code, body: String(buffer: response.body), type: response.headers[.contentType])
        }
    }

    static func sign(_ url: String, _ fields: [(String, String)], key: String) -> String {
        let text = url + fields.sorted { $0.0 < $1.0 }.map { $0.0 + $0.1 }.joined()
        let mac = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: Data(key.utf8)))
        return Data(mac).base64EncodedString()
    }

    static func encode(_ fields: [(String, String)]) -> String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        return fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }.joined(separator: "&")
    }
}

extension Caller {
    static var everything: Caller {
        Caller(id: UserID("00u1"), factors: FactorKind.allCases.map { Factor(id: "f-\($0.rawValue)", kind: $0) })
    }

    static func only(_ kind: FactorKind) -> Caller {
        Caller(id: UserID("00u1"), factors: [Factor(id: "f-\(kind.rawValue)", kind: kind)])
    }
}

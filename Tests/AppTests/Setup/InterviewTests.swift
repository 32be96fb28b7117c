import Foundation
import HTTPTransport
import Synchronization
import Testing

@testable import App

/// Answers line by line, as a pipe does, or as a person who can be asked again.
private final class Lines: Interviewee {
    let isPerson: Bool
    private let rest: Mutex<ArraySlice<String>>
    private let heard = Mutex<[(question: String, isSecret: Bool)]>([])
    private let told = Mutex<[String]>([])

    init(_ lines: [String], isPerson: Bool = false) {
        rest = Mutex(lines[...])
        self.isPerson = isPerson
    }

    var questions: [String] { heard.withLock { $0.map { String($0.question.prefix { $0 != ":" }) } } }
    var secrets: [String] {
        heard.withLock { $0.filter(\.isSecret).map { String($0.question.prefix { $0 != ":" }) } }
    }
    var words: [String] { told.withLock { $0 } }

    func ask(_ question: String, isSecret: Bool) -> String? {
        heard.withLock { $0.append((question, isSecret)) }
        return rest.withLock { $0.popFirst() }
    }

    func tell(_ line: String) { told.withLock { $0.append(line) } }
}

@Suite("The interview of init")
struct InterviewTests {
    private static let sid = "AC0123456789abcdef0123456789abcdef"
    private static let answers = [
        "https://ivr.example.com", "https://acme.okta.com", "00token", sid, "0123456789abcdef0123456789abcdef",
        "+15551230100", "sip:agents@pbx.example.com", "O'Neill's Bank",
    ]

    private static func world(
        _ change: @escaping @Sendable (OutboundRequest) -> OutboundResponse? = { _ in nil }
    ) -> ScriptedTransport {
        ScriptedTransport { request throws(TransportError) in
            if let answer = change(request) { return answer }
            switch request.operation {
            case "organisation": return .json(#"{"id":"00o","pipeline":"idx"}"#)
            case "search": return .json("[]")
            case "account": return .json(#"{"sid":"\#(sid)","status":"active"}"#)
            case "number": return .json(#"{"incoming_phone_numbers":[{"sid":"PN1"}]}"#)
            default: throw TransportError(.connect, "no such thing")
            }
        }
    }

    private func interview(
        _ lines: Lines, environment: [String: String] = [:], dotEnv: String? = nil,
        transport: (any HTTPTransport)? = InterviewTests.world(), dataKey: Bool = false
    ) -> Interview {
        Interview(
            sources: SettingsFixture.sources(environment, dotEnv: dotEnv), interviewee: lines, transport: transport,
            makesDataKey: dataKey, random: { Array(repeating: 7, count: $0) })
    }

    @Test
    func `Every answer is tried, secrets are asked without being shown, and shared secrets are made`() async throws {
        let lines = Lines(Self.answers)
        let transport = Self.world()
        let additions = try await interview(lines, transport: transport).additions()
        #expect(
            additions.map(\.name) == [
                "PUBLIC_URL", "OKTA_ORG_URL", "OKTA_API_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN",
                "TWILIO_PHONE_NUMBER", "AGENT_DIAL", "APP_CUSTOMER_NAME", "HOOK_AUTH_SECRET", "REPORTS_SECRET",
            ])
        #expect(lines.secrets == ["OKTA_API_TOKEN", "TWILIO_AUTH_TOKEN"])
        #expect(transport.requests.map(\.operation) == ["organisation", "search", "account", "number"])
        #expect(lines.words.isEmpty)
        #expect(additions.last?.value == "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc")
    }

    @Test
    func `What is set already is not asked for`() async throws {
        let lines = Lines(["", "", ""])
        let file = """
            PUBLIC_URL=https://ivr.example.com
            OKTA_ORG_URL=https://acme.okta.com
            OKTA_API_TOKEN_FILE=/run/secrets/okta
            TWILIO_ACCOUNT_SID=\(Self.sid)
            """
        let additions = try await Interview(
            sources: SettingsFixture.sources(
                ["TWILIO_AUTH_TOKEN": "x"], dotEnv: file, files: ["/run/secrets/okta": "00token"]),
            interviewee: lines, transport: nil
        ).additions()
        #expect(lines.questions == ["TWILIO_PHONE_NUMBER", "AGENT_DIAL", "APP_CUSTOMER_NAME"])
        #expect(additions.map(\.name) == ["HOOK_AUTH_SECRET", "REPORTS_SECRET"])
    }

    @Test
    func `An empty token leads to the service app`() async throws {
        let lines = Lines(Self.answers.prefix(2) + ["", "0oaclient", "key-1", "/no/such/key"])
        let failure = await #expect(throws: InterviewFailure.self) { try await interview(lines).additions() }
        guard case .refused(let words) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(words.hasPrefix("OKTA_PRIVATE_KEY_FILE") && words.contains("there is no such file"))
        #expect(lines.questions.suffix(3) == ["OKTA_CLIENT_ID", "OKTA_KEY_ID", "OKTA_PRIVATE_KEY_FILE"])
    }

    @Test(arguments: 0..<5)
    func `The end of input says what was to come`(count: Int) async throws {
        let names = ["PUBLIC_URL", "OKTA_ORG_URL", "OKTA_API_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]
        let lines = Lines(Array(Self.answers.prefix(count)))
        await #expect(throws: InterviewFailure.endOfInput(names[count])) { try await interview(lines).additions() }
    }

    @Test
    func `What may be left empty may also be left out at the end`() async throws {
        let additions = try await interview(Lines(Array(Self.answers.prefix(5)))).additions()
        #expect(additions.count == 7)
    }

    @Test
    func `A pipe is not asked twice, and no secret is in the words`() async throws {
        let transport = Self.world { $0.operation == "search" ? .json(#"{"errorCode":"E0000011"}"#, status: 401) : nil }
        let failure = await #expect(throws: InterviewFailure.self) {
            try await interview(Lines(Self.answers), transport: transport).additions()
        }
        guard case .refused(let words) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(words.contains("OKTA_API_TOKEN") && words.contains("E0000011") && !words.contains("00token"))
    }

    @Test
    func `A person is asked again, and may insist`() async throws {
        let transport = Self.world { $0.operation == "organisation" ? .json("", status: 404) : nil }
        let answers = ["nonsense", Self.answers[0], Self.answers[1]] + Self.answers.dropFirst()
        let lines = Lines(answers, isPerson: true)
        let additions = try await interview(lines, transport: transport).additions()
        #expect(lines.questions.prefix(4) == ["PUBLIC_URL", "PUBLIC_URL", "OKTA_ORG_URL", "OKTA_ORG_URL"])
        #expect(lines.words.contains { $0.contains("no Okta organisation") })
        #expect(additions.contains { $0.name == "OKTA_ORG_URL" })
    }

    @Test
    func `The file keeps what is there, and only its owner may read it`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "init-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: ".env").path
        let old = "# mine\nLOG_LEVEL=debug\nOKTA_API_TOKEN='<00your-token>'\nPUBLIC_URL=\n"
        try Data(old.utf8).write(to: URL(filePath: path))
        let names = try await interview(Lines(Self.answers), dotEnv: old, dataKey: true).run(writingTo: path)
        #expect(names.contains("DATA_KEY"))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(
            text.hasPrefix("# mine\nLOG_LEVEL=debug\nOKTA_API_TOKEN=00token\nPUBLIC_URL=https://ivr.example.com\n\n# "))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [".env"])
        let settings = try SettingsFixture.load([:], dotEnv: text, for: .serve)
        #expect(settings.call.customerName == "O'Neill's Bank")
        #expect(settings.hooks.headerSecrets.count == 1)
        // Nothing is missing any more.
        let again = Lines([])
        #expect(try await interview(again, dotEnv: text).run(writingTo: path).isEmpty)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test
    func `Nothing is written when the input ends early`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "never-\(UUID().uuidString)").path
        await #expect(throws: InterviewFailure.self) {
            try await interview(Lines(["https://ivr.example.com"])).run(writingTo: path)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test
    func `A file with a line that cannot be understood is to be mended first`() async throws {
        let failure = await #expect(throws: InterviewFailure.self) {
            try await interview(Lines([]), dotEnv: "what is this\n").additions()
        }
        guard case .wrongSettings(let lines) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(lines.first?.hasPrefix(".env line 1") == true)
    }
}

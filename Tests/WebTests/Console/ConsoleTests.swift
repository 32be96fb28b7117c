import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Testing
import Web

@Suite struct ConsoleTests {
    private final class Source: ConsoleSource {
        struct Broken: Error {}

        let unlocked = Mutex<[String]>([])
        let isBroken: Bool

        init(isBroken: Bool = false) { self.isBroken = isBroken }

        func overview(at now: Date) async throws -> ConsoleOverview {
            if isBroken { throw Broken() }
            var overview = ConsoleOverview()
            overview.calls = [.init(sid: "CA1", step: "menu", verifiedBy: nil, startedAt: now)]
            overview.failing = [
                .init(id: "00u<script>", failures: 12, lastAt: now, isLocked: true),
                .init(id: "00u1\"\u{301} autofocus", failures: 12, lastAt: now, isLocked: true),
                .init(id: "00uFine", failures: 1, lastAt: now, isLocked: false),
            ]
            overview.deliveries = [.init(subject: "twilio-sms", outcome: "delivered", count: 7)]
            return overview
        }

        func unlock(user: String, at now: Date) async throws -> Bool {
            guard user != "00uNobody" else { return false }
            unlocked.withLock { $0.append(user) }
            return true
        }
    }

    private func inConsole(
        _ source: Source = Source(), date: @escaping @Sendable () -> Date = { Date() },
        logger: Logger = Logger(label: "test"),
        _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let router = Router(context: AppContext.self)
        ConsoleController(
            gate: ConsoleGate(password: "correct horse"), source: source, date: date, logger: logger
        ).addRoutes(to: router)
        try await Application(responder: router.buildResponder()).test(.router, body)
    }

    private static func basic(_ password: String) -> HTTPFields {
        [.authorization: "Basic " + Data("operator:\(password)".utf8).base64EncodedString()]
    }

    private static func token(in html: String) throws -> String {
        let rest = try #require(html.components(separatedBy: #"name="token" value=""#).dropFirst().first)
        return String(rest.prefix { $0 != "\"" })
    }

    @Test func `The console asks for its password and shows what is going on`() async throws {
        try await inConsole { client in
            let refused = try await client.execute(uri: "/console", method: .get)
            #expect(refused.status == .unauthorized)
            #expect(refused.headers[.wwwAuthenticate]?.hasPrefix("Basic ") == true)
            #expect(!String(buffer: refused.body).contains("CA1"))
            let page = try await client.execute(uri: "/console", method: .get, headers: Self.basic("correct horse"))
            #expect(page.status == .ok)
            let html = String(buffer: page.body)
            #expect(html.contains("CA1") && html.contains("twilio-sms") && html.contains("<strong>locked</strong>"))
            #expect(html.contains("00u&lt;script&gt;") && !html.contains("<script>"))
            #expect(html.contains("value=\"00u1&quot;\u{301} autofocus\""))
            #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
            #expect(page.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `Wrong passwords are slowed down, and then the right one waits too, until the minute is over`()
        async throws
    {
        let now = Mutex(Date(timeIntervalSince1970: 1_780_000_000))
        try await inConsole(date: { now.withLock { $0 } }) { client in
            for _ in 0..<10 {
                let answer = try await client.execute(uri: "/console", method: .get, headers: Self.basic("guess"))
                #expect(answer.status == .unauthorized)
            }
            let answer = try await client.execute(uri: "/console", method: .get, headers: Self.basic("correct horse"))
            #expect(answer.status == .tooManyRequests)
            let seconds = try #require(answer.headers[.retryAfter].flatMap(Double.init))
            #expect(seconds > 0)
            now.withLock { $0 += seconds }
            let page = try await client.execute(uri: "/console", method: .get, headers: Self.basic("correct horse"))
            #expect(page.status == .ok)
        }
    }

    @Test func `Wrong passwords of a time that the clock was put back from close nothing`() async throws {
        let now = Mutex(Date(timeIntervalSince1970: 1_780_000_000))
        try await inConsole(date: { now.withLock { $0 } }) { client in
            for _ in 0..<10 {
                _ = try await client.execute(uri: "/console", method: .get, headers: Self.basic("guess"))
            }
            let shut = try await client.execute(uri: "/console", method: .get, headers: Self.basic("correct horse"))
            #expect(shut.status == .tooManyRequests)
            now.withLock { $0 -= 3600 }
            let page = try await client.execute(uri: "/console", method: .get, headers: Self.basic("correct horse"))
            #expect(page.status == .ok)
        }
    }

    @Test func `Guesses at the closed console are worth one line a minute`() async throws {
        let (book, source) = (LogBook(), Source())
        try await inConsole(source, logger: book.logger) { client in
            for _ in 0..<25 {
                _ = try await client.execute(uri: "/console", method: .get, headers: Self.basic("guess"))
            }
        }
        #expect(book.lines.count { $0.contains("too many wrong passwords") } == 1)
    }

    @Test func `Only the console's own form unlocks a user`() async throws {
        let source = Source()
        try await inConsole(source) { client in
            func post(_ body: String, _ headers: HTTPFields) async throws -> TestResponse {
                try await client.execute(
                    uri: "/console/unlock", method: .post, headers: headers, body: ByteBuffer(string: body))
            }
            let signedIn = Self.basic("correct horse")
            #expect(try await post("user=00uFine", [:]).status == .unauthorized)
            #expect(try await post("user=00uFine", signedIn).status == .forbidden)
            #expect(
                try await post("user=00uFine&token=\(String(repeating: "0", count: 64))", signedIn).status == .forbidden
            )
            let page = try await client.execute(uri: "/console", method: .get, headers: signedIn)
            let token = try Self.token(in: String(buffer: page.body))
            #expect(try await post("user=%3Cb%3E&token=\(token)", signedIn).status == .badRequest)
            #expect(source.unlocked.withLock { $0 }.isEmpty)
            let done = try await post("user=00uFine&token=\(token)", signedIn)
            #expect(done.status == .ok)
            #expect(String(buffer: done.body).contains("00uFine is unlocked"))
            #expect(source.unlocked.withLock { $0 } == ["00uFine"])
            let nobody = try await post("user=00uNobody&token=\(token)", signedIn)
            #expect(String(buffer: nobody.body).contains("00uNobody has no failures that count"))
        }
    }

    @Test func `A store that does not answer is said so`() async throws {
        try await inConsole(Source(isBroken: true)) { client in
            let page = try await client.execute(uri: "/console", method: .get, headers: Self.basic("correct horse"))
            #expect(page.status == .serviceUnavailable)
        }
    }
}

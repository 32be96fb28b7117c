import Crypto
public import Foundation
import HTTPTypes
public import Hummingbird
public import Logging
import NIOCore
import TwilioAPI

/// The operators' page on the admin side; without a password it does not exist.
public struct ConsoleController: Sendable {
    private let gate: ConsoleGate
    private let source: any ConsoleSource
    private let date: @Sendable () -> Date
    private let logger: Logger

    /// Makes a controller.
    ///
    /// - Parameters:
    ///   - gate: Lets operators in.
    ///   - source: Knows what there is to see.
    ///   - date: The time of day.
    ///   - logger: Hears of unlocked people and of trouble.
    public init(
        gate: ConsoleGate, source: any ConsoleSource, date: @escaping @Sendable () -> Date = { Date() }, logger: Logger
    ) {
        self.gate = gate
        self.source = source
        self.date = date
        self.logger = logger
    }

    /// Adds the page and its one action.
    public func addRoutes(to router: Router<AppContext>) {
        router.get("/console") { request, _ in await guarded(request) { await page(notice: nil) } }
        router.post("/console/unlock") { request, _ in
            await guarded(request) { await unlock(request) }
        }
    }

    private func guarded(_ request: Request, _ body: () async -> Response) async -> Response {
        switch gate.admit(request.headers, at: date()) {
        case .admitted: return await body()
        case .refused:
            var response = Self.plain("the console asks for its password\n", .unauthorized)
            response.headers[.wwwAuthenticate] = #"Basic realm="Voicegate console", charset="UTF-8""#
            return response
        case .waiting(let seconds):
            // Whoever guesses goes on at once: a line for each would drown the others.
            if gate.isWorthALine(at: date()) {
                logger.warning("too many wrong passwords at the console", metadata: ["seconds": "\(seconds)"])
            }
            var response = Self.plain("too many wrong passwords\n", .tooManyRequests)
            response.headers[.retryAfter] = String(seconds)
            return response
        }
    }

    private func page(notice: String?) async -> Response {
        let now = date()
        do {
            let overview = try await source.overview(at: now)
            return Self.html(ConsolePage(overview: overview, formToken: gate.formToken, now: now, notice: notice).html)
        } catch {
            logger.error("the console could not look at the store", metadata: ["error": "\(error)"])
            return Self.plain("the store does not answer: \(error)\n", .serviceUnavailable)
        }
    }

    private func unlock(_ request: Request) async -> Response {
        guard let buffer = try? await request.body.collect(upTo: 4096) else {
            return Self.plain("the form is too long\n", .contentTooLarge)
        }
        let form = FormFields(decoding: Array(buffer.readableBytesView))
        guard let token = form["token"], gate.isFormToken(token) else {
            return Self.plain("the form is not the console's own; load the page again\n", .forbidden)
        }
        guard let user = form["user"], (1...100).contains(user.count), user.allSatisfy(\.isOktaIDCharacter) else {
            return Self.plain("user must be Okta's id of a person\n", .badRequest)
        }
        do {
            guard try await source.unlock(user: user, at: date()) else {
                return await page(notice: "\(user) has no failures that count: nothing was done")
            }
        } catch {
            logger.error("a user could not be unlocked", metadata: ["error": "\(error)"])
            return Self.plain("the store does not answer: \(error)\n", .serviceUnavailable)
        }
        logger.notice("an operator unlocked a user", metadata: ["user": "\(user)"])
        return await page(notice: "\(user) is unlocked")
    }

    private static func html(_ text: String) -> Response {
        var response = Response.text(text, type: "text/html; charset=utf-8")
        secure(&response)
        return response
    }

    private static func plain(_ text: String, _ status: HTTPResponse.Status) -> Response {
        var response = Response.text(text, type: "text/plain; charset=utf-8", status: status)
        secure(&response)
        return response
    }

    private static func secure(_ response: inout Response) {
        response.headers[.contentSecurityPolicy] = policy
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "no-referrer" }
    }

    /// Nothing may run or be loaded, save the page's own style.
    private static let policy: String = {
        let digest = Data(SHA256.hash(data: Data(ConsolePage.style.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(digest)'; form-action 'self'; "
            + "frame-ancestors 'none'; base-uri 'none'"
    }()
}

extension Character {
    fileprivate var isOktaIDCharacter: Bool { isASCII && (isLetter || isNumber || self == "_" || self == "-") }
}

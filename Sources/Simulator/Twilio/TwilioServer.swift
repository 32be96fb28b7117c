import Foundation
import Hummingbird

/// The routes of the simulated Twilio REST API.
struct TwilioServer {
    let account: TwilioAccount
    let engine: CallEngine
    let registry: NumberRegistry
    let desk: TextDesk
    let messages: TwilioMessages
    let network: PhoneNetwork
    let faults: FaultPlan

    /// Makes the router; faults and the log come from outside.
    func router(journal: Journal, faults: FaultPlan) -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware {
            RequestLog(upstream: .twilio, journal: journal)
            TwilioGate(account: account)
            FaultInjection(upstream: .twilio, plan: faults) { status, code in
                let failure = TwilioFailure.injected(status: status, code: code)
                return .json(failure.body, status: failure.status)
            }
        }
        // Hummingbird takes `{sid}.json` as a parameter with a suffix.
        router.get("2010-04-01/Accounts/{account}.json") { _, context in
            try checkAccount(context)
            return Response.json(TwilioRendering.account(account))
        }
        router.post("2010-04-01/Accounts/:account/Calls.json") { request, context in
            try checkAccount(context)
            return try await place(try await TwilioForm(request), path: request.rawPath)
        }
        router.get("2010-04-01/Accounts/:account/Calls/{call}.json") { _, context in
            try checkAccount(context)
            return Response.json(await TwilioRendering.call(try await call(context), account: account))
        }
        router.post("2010-04-01/Accounts/:account/Calls/{call}.json") { request, context in
            try checkAccount(context)
            let call = try await call(context)
            try await update(call, with: try await form(request))
            return Response.json(await TwilioRendering.call(call, account: account))
        }
        NumberRoutes(account: account, registry: registry).add(to: router)
        RecordingRoutes(account: account, engine: engine).add(to: router)
        MediaRoutes(account: account, desk: desk).add(to: router)
        addMessages(to: router)
        return router
    }

    func checkAccount(_ context: SimulatorContext) throws {
        let sid = context.part("account")
        guard sid == account.sid else { throw TwilioFailure.notFound("/2010-04-01/Accounts/\(sid).json") }
    }

    private func call(_ context: SimulatorContext) async throws -> SimulatedCall {
        let sid = context.part("call")
        guard let call = await engine.call(sid) else {
            throw TwilioFailure.notFound("/2010-04-01/Accounts/\(account.sid)/Calls/\(sid).json")
        }
        return call
    }

    private func form(_ request: Request) async throws -> [FormField] {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        let bytes = try await request.bytes()
        guard type.hasPrefix("application/x-www-form-urlencoded") || bytes.isEmpty,
            let fields = FormEncoding.decode(String(decoding: bytes, as: UTF8.self))
        else { throw TwilioFailure.invalid(20001, "The request body is not a form.") }
        return fields
    }

    /// Changes a live call: a new URL or document, or its end.
    private func update(_ call: SimulatedCall, with fields: [FormField]) async throws {
        let update: CallUpdate
        if let status = fields["Status"] {
            guard ["completed", "canceled"].contains(status) else {
                throw TwilioFailure.invalid(21218, "Invalid Status: \(status)")
            }
            update = .complete
        } else if let url = fields["Url"] {
            let method = fields["Method"] ?? "POST"
            guard ["GET", "POST"].contains(method) else {
                throw TwilioFailure.invalid(21206, "Method is not valid: \(method)")
            }
            guard URL(string: url)?.host() != nil, url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw TwilioFailure.invalid(21205, "Url is not a valid URL: \(url)")
            }
            update = .redirect(url: url, method: method)
        } else if let document = fields["Twiml"] {
            guard document.count <= 4000 else {
                throw TwilioFailure.invalid(32018, "Twiml exceeds 4000 characters.")
            }
            update = .document(document)
        } else {
            return
        }
        guard await call.update(update) else { throw TwilioFailure.notInProgress }
    }
}

/// What holds for every request to Twilio: Basic authentication, Twilio's error objects.
struct TwilioGate: RouterMiddleware {
    let account: TwilioAccount

    func handle(
        _ request: Request, context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        do {
            guard isOpen(request) || isAuthorized(request) else { throw TwilioFailure.unauthorized }
            return try await next(request, context)
        } catch let failure as TwilioFailure {
            return .json(failure.body, status: failure.status)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            let failure = TwilioFailure.notFound(request.rawPath)
            return .json(failure.body, status: failure.status)
        }
    }

    /// Pictures of messages are open to everyone who knows where they are, unless the account says otherwise.
    private func isOpen(_ request: Request) -> Bool {
        request.method == .get && request.rawPath.contains("/Media/ME")
    }

    private func isAuthorized(_ request: Request) -> Bool {
        guard let header = request.headers[.authorization], header.hasPrefix("Basic "),
            let data = Data(base64Encoded: String(header.dropFirst("Basic ".count))),
            let text = String(data: data, encoding: .utf8), let colon = text.firstIndex(of: ":")
        else { return false }
        let secret = String(text[text.index(after: colon)...])
        let name = String(text[..<colon])
        return name == account.sid ? secret == account.authToken : account.apiKeys[name] == secret
    }
}

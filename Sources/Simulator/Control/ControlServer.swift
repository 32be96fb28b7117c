import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The control API and the web phone.
struct ControlServer {
    let parts: SimulatorParts

    /// Makes the router.
    func router() -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware { ControlErrors() }
        router.get("/") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: PhonePage.html)))
        }
        router.get("state") { _, _ in Response.json(await snapshot()) }
        router.get("events") { request, _ in events(request) }
        addCalls(to: router)
        addSurroundings(to: router)
        addHandset(to: router)
        addFaults(to: router)
        addNumbers(to: router)
        addPeople(to: router)
        addTexts(to: router)
        addOkta(to: router)
        addDelivery(to: router)
        return router
    }

    private func addCalls(to router: Router<SimulatorContext>) {
        router.post("calls") { request, _ in
            let body = try await object(request, ["from", "to", "stirVerstat", "forwardedFrom"])
            let users = await parts.org.users
            guard let from = body["from"]?.string ?? users.first?.callerNumber else {
                throw ControlRefusal(400, "'from' is missing")
            }
            let call = await parts.engine.place(
                CallPlan(
                    from: from, to: body["to"]?.string, stirVerstat: body["stirVerstat"]?.string,
                    forwardedFrom: body["forwardedFrom"]?.string))
            return Response.json(await ControlRendering.call(call), status: 201)
        }
        router.get("calls/:sid") { _, context in Response.json(await ControlRendering.call(try await call(context))) }
        router.post("calls/:sid/keys") { request, context in
            let call = try await call(context)
            guard let keys = try await object(request, ["keys"])["keys"]?.string else {
                throw ControlRefusal(400, "'keys' is missing")
            }
            await call.press(keys)
            return Response.json(await ControlRendering.call(call))
        }
        router.post("calls/:sid/speech") { request, context in
            let call = try await call(context)
            let body = try await object(request, ["text", "confidence"])
            guard let words = body["text"]?.string else { throw ControlRefusal(400, "'text' is missing") }
            await call.say(words, confidence: body["confidence"]?.double ?? 0.9)
            return Response.json(await ControlRendering.call(call))
        }
        router.post("calls/:sid/hangup") { _, context in
            let call = try await call(context)
            await call.hangUp()
            return Response.json(await ControlRendering.call(call))
        }
    }

    /// Adds what decides how calls go on: where the service is, and what the agent does.
    private func addSurroundings(to router: Router<SimulatorContext>) {
        router.post("service") { request, _ in
            let body = try await object(
                request, ["publicUrl", "localUrl", "voicePath", "voiceMethod", "statusPath", "fallbackUrl"])
            guard let publicURL = body["publicUrl"]?.string else { throw ControlRefusal(400, "'publicUrl' is missing") }
            await parts.connect(
                to: ServiceAddress(
                    publicURL: publicURL, localURL: body["localUrl"]?.string,
                    voicePath: body["voicePath"]?.string ?? "/ivr/welcome",
                    voiceMethod: body["voiceMethod"]?.string ?? "POST",
                    statusPath: body["statusPath"]?.string ?? "/ivr/status", fallbackURL: body["fallbackUrl"]?.string))
            return Response.json(["ok": true])
        }
        router.post("agent") { request, _ in
            let body = try await object(request, ["does", "after", "talkingFor"])
            await parts.engine.setAgent(try ControlReading.agent(body))
            return Response.json(["ok": true])
        }
    }

    private func addHandset(to router: Router<SimulatorContext>) {
        router.post("handset/:user/approve") { _, context in
            try await handset(context).approve()
            return Response.json(["ok": true])
        }
        router.post("handset/:user/reject") { _, context in
            try await handset(context).reject()
            return Response.json(["ok": true])
        }
        router.post("handset/:user/tap") { request, context in
            guard let number = try await object(request, ["number"])["number"]?.integer else {
                throw ControlRefusal(400, "'number' is missing")
            }
            try await handset(context).tap(number)
            return Response.json(["ok": true])
        }
    }

    private func addFaults(to router: Router<SimulatorContext>) {
        router.get("faults") { _, _ in
            Response.json(.array(await parts.faults.faults.map(ControlRendering.fault)))
        }
        router.post("faults") { request, _ in
            let fault = try ControlReading.fault(
                try await object(
                    request, ["upstream", "kind", "seconds", "status", "code", "path", "count", "method", "every"]))
            await parts.faults.add(fault)
            return Response.json(ControlRendering.fault(fault), status: 201)
        }
        router.delete("faults") { _, _ in
            await parts.faults.clear()
            return Response(status: .noContent)
        }
    }

    func call(_ context: SimulatorContext) async throws -> SimulatedCall {
        guard let call = await parts.engine.call(context.part("sid")) else { throw ControlRefusal(404, "no such call") }
        return call
    }

    private func handset(_ context: SimulatorContext) async throws -> Handset {
        guard let user = try? await parts.org.user(context.part("user")) else {
            throw ControlRefusal(404, "no such user")
        }
        return parts.handset(of: user)
    }

    /// Reads a body that may hold no other fields: one that nobody reads would be a wish that nobody hears.
    func object(_ request: Request, _ fields: [String]) async throws -> [String: JSON] {
        let bytes = try await request.bytes()
        guard let object = bytes.isEmpty ? [:] : JSON(bytes)?.object else {
            throw ControlRefusal(400, "the body is not a JSON object")
        }
        let unknown = object.keys.filter { !fields.contains($0) }.sorted()
        guard unknown.isEmpty else {
            let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
            throw ControlRefusal(
                400, "\(names) is no field of this request; it may have \(fields.joined(separator: ", "))")
        }
        return object
    }
}

/// What the control API answers when it cannot do what was asked.
struct ControlRefusal: Error {
    var status: Int
    var message: String

    init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }
}

/// Gives errors of the control API a JSON body.
private struct ControlErrors: RouterMiddleware {
    func handle(
        _ request: Request, context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        do {
            // Pages from elsewhere, open in the same browser, have no business here.
            if let origin = request.headers[.origin], !isOurs(origin) { throw ControlRefusal(403, "a foreign origin") }
            return try await next(request, context)
        } catch let refusal as ControlRefusal {
            return .json(["error": .string(refusal.message)], status: refusal.status)
        } catch let error as ScriptError {
            return .json(["error": .string(error.description)], status: 409)
        }
    }

    private func isOurs(_ origin: String) -> Bool {
        URLComponents(string: origin)?.host.map { ["127.0.0.1", "localhost"].contains($0) } ?? false
    }
}

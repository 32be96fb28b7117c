import Foundation
import Hummingbird

extension ControlServer {
    /// Adds what tests and people do with company numbers.
    func addNumbers(to router: Router<SimulatorContext>) {
        router.get("numbers") { _, _ in
            let account = parts.configuration.twilio.sid
            return Response.json(
                .array(await parts.registry.all.map { NumberRendering.owned($0, account: account) }))
        }
        router.post("numbers") { request, _ in
            let body = try await object(request, ["phoneNumber", "friendlyName", "voiceUrl", "smsUrl"])
            guard let phoneNumber = body["phoneNumber"]?.string else {
                throw ControlRefusal(400, "'phoneNumber' is missing")
            }
            let number = await parts.registry.put(
                TwilioNumber(
                    phoneNumber: phoneNumber, friendlyName: body["friendlyName"]?.string,
                    voice: .init(url: body["voiceUrl"]?.string ?? ""), sms: .init(url: body["smsUrl"]?.string ?? "")))
            return Response.json(
                NumberRendering.owned(number, account: parts.configuration.twilio.sid), status: 201)
        }
        router.post("numbers/:number/contest") { _, context in
            await parts.registry.contest(context.part("number"))
            return Response.json(["ok": true])
        }
        router.post("numbers/:number/registration") { request, context in
            let isRegistered = try await object(request, ["registered"])["registered"]?.bool ?? true
            guard await parts.registry.setRegistered(isRegistered, context.part("number")) else {
                throw ControlRefusal(404, "no such number of the account")
            }
            return Response.json(["ok": true])
        }
    }

    /// Adds people, and what happens on their telephones.
    func addPeople(to router: Router<SimulatorContext>) {
        router.post("users") { request, _ in
            let body = try await object(request, ["id", "status", "profile"])
            let user = try ControlReading.user(body, freshID: "00u" + parts.configuration.random.letters(17))
            await parts.org.put(user)
            return Response.json(["id": .string(user.id)], status: 201)
        }
        router.post("dialled/:number") { request, context in
            let behaviour = try ControlReading.dialled(
                try await object(request, ["does", "after", "presses", "talkingFor", "to", "tells"]))
            await parts.engine.setDialled(context.part("number"), behaviour)
            return Response.json(["ok": true])
        }
        router.post("calls/:sid/dialled/:number") { request, context in
            let call = try await call(context)
            for action in try ControlReading.actions(try await object(request, ["does", "keys"])) {
                await call.callee(context.part("number"), action)
            }
            return Response.json(await ControlRendering.call(call))
        }
    }

    /// Adds what tests and people do with texts.
    func addTexts(to router: Router<SimulatorContext>) {
        router.post("texts") { request, _ in
            let body = try await object(request, ["from", "to", "body", "media"])
            guard let from = body["from"]?.string, let to = body["to"]?.string else {
                throw ControlRefusal(400, "'from' or 'to' is missing")
            }
            let media = (body["media"]?.array ?? []).map { item in
                MessageMedia(
                    contentType: item["contentType"]?.string ?? "image/png",
                    bytes: item["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init)
                        ?? MessageMedia.pixel)
            }
            let text = OutsideText(from: from, to: to, body: body["body"]?.string ?? "", media: media)
            guard let exchange = await parts.desk.receive(text) else {
                throw ControlRefusal(404, "\(to) is no number of the account")
            }
            return Response.json(ControlRendering.exchange(exchange), status: 201)
        }
        router.get("texts") { _, _ in
            Response.json(.array(await parts.desk.exchanges.map(ControlRendering.exchange)))
        }
        router.get("handsets/:number/messages") { _, context in
            Response.json(
                .array(
                    await parts.desk.handsets.messages(of: context.part("number")).map(ControlRendering.message)))
        }
        router.post("handsets/:number/habit") { request, context in
            await parts.desk.setHabit(
                try ControlReading.habit(try await object(request, ["does", "body", "to"])), of: context.part("number"))
            return Response.json(["ok": true])
        }
        router.post("texts/limits") { request, _ in
            let body = try await object(request, ["hops", "answers"])
            await parts.desk.changeLimits { limits in
                if let hops = body["hops"]?.integer { limits.hops = hops }
                if let answers = body["answers"] { limits.answers = answers.integer }
            }
            return Response.json(["ok": true])
        }
        router.post("texts/filter") { request, _ in
            await parts.desk.setFilter(
                oneTimeCodes: try await object(request, ["oneTimeCodes"])["oneTimeCodes"]?.bool ?? true)
            return Response.json(["ok": true])
        }
    }
}

extension ControlRendering {
    /// What became of a text.
    static func exchange(_ exchange: TextExchange) -> JSON {
        [
            "sid": .string(exchange.sid), "from": .string(exchange.text.from), "to": .string(exchange.text.to),
            "body": .string(exchange.text.body),
            "media": .array(exchange.text.media.map { .string($0.url) }),
            "errors": .array(exchange.errors.map(JSON.string)), "requests": .integer(exchange.webhooks.count),
            "replies": .array(
                exchange.replies.map { reply in
                    [
                        "sid": .string(reply.sid), "from": .string(reply.from), "to": .string(reply.to),
                        "body": .string(reply.body), "media": .array(reply.media.map(JSON.string)),
                        "errorCode": reply.errorCode.map(JSON.integer) ?? nil,
                    ]
                }),
        ]
    }

    /// A call that `<Dial>` made.
    static func dialledCall(_ call: DialledCall) -> JSON {
        [
            "sid": .string(call.sid), "to": .string(call.to), "from": .string(call.from),
            "status": .string(call.status), "answered": .bool(call.isAnswered),
            "listening": .bool(call.isListening), "requests": .integer(call.webhooks.count),
        ]
    }

    /// Something that a call recorded.
    static func recording(_ recording: SimulatedRecording) -> JSON {
        [
            "sid": .string(recording.sid), "seconds": .integer(recording.seconds),
            "words": .string(recording.words), "url": .string(recording.url),
        ]
    }
}

extension ControlReading {
    /// What happens on a number that is dialled.
    static func dialled(_ body: [String: JSON]) throws(ControlRefusal) -> DialledBehaviour? {
        func seconds(_ name: String, _ usual: Double) -> Duration { .seconds(body[name]?.double ?? usual) }
        switch body["does"]?.string {
        case "answers":
            return .answers(
                after: seconds("after", 3), presses: body["presses"]?.string ?? "1",
                talkingFor: body["talkingFor"]?.double.map { .seconds($0) })
        case "voicemail": return .voicemail(after: seconds("after", 15))
        case "hangs-up": return .hangsUp(after: seconds("after", 3))
        case "busy": return .busy
        case "no-answer": return .doesNotAnswer
        case "failed": return .failed
        case "by-hand": return .byHand
        case "agent": return nil
        case "forwards":
            guard let to = body["to"]?.string else { throw ControlRefusal(400, "'to' is missing") }
            guard let tells = ForwardingNews(rawValue: body["tells"]?.string ?? "forwarder") else {
                throw ControlRefusal(400, "'tells' must be nothing, forwarder or dialled")
            }
            return .forwards(to: to, tells: tells)
        case "calls-on":
            guard let to = body["to"]?.string else { throw ControlRefusal(400, "'to' is missing") }
            return .callsOn(to: to, after: seconds("after", 0.5), presses: body["presses"]?.string ?? "1")
        default:
            throw ControlRefusal(
                400,
                "'does' must be answers, voicemail, hangs-up, busy, no-answer, failed, by-hand, forwards, calls-on or "
                    + "agent")
        }
    }

    /// What a mobile does by itself with texts.
    static func habit(_ body: [String: JSON]) throws(ControlRefusal) -> TextHabit? {
        switch body["does"]?.string {
        case "answers":
            guard let words = body["body"]?.string else { throw ControlRefusal(400, "'body' is missing") }
            return .answers(words)
        case "forwards":
            guard let to = body["to"]?.string else { throw ControlRefusal(400, "'to' is missing") }
            return .forwards(to: to)
        case "nothing": return nil
        default: throw ControlRefusal(400, "'does' must be answers, forwards or nothing")
        }
    }

    /// What somebody does whose telephone rings.
    static func actions(_ body: [String: JSON]) throws(ControlRefusal) -> [DialledAction] {
        switch body["does"]?.string {
        case "answer": return [.answer]
        case "decline": return [.decline]
        case "hang-up": return [.hangUp]
        case "press": return (body["keys"]?.string ?? "").map { .key($0) }
        default: throw ControlRefusal(400, "'does' must be answer, decline, press or hang-up")
        }
    }

    /// A person of the Okta org, with an identifier of their own where the request names none.
    static func user(_ body: [String: JSON], freshID: String) throws(ControlRefusal) -> SimulatedUser {
        guard let profile = body["profile"]?.object else { throw ControlRefusal(400, "'profile' is missing") }
        return SimulatedUser(
            id: body["id"]?.string ?? freshID, status: body["status"]?.string ?? "ACTIVE",
            profile: profile.compactMapValues(\.string))
    }
}

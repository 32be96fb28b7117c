import HTTPTypes
import Hummingbird
import NIOCore

extension ControlServer {
    /// Everything there is to know now.
    func snapshot() async -> JSON {
        var users: [JSON] = []
        for user in await parts.org.users {
            let handset = parts.handset(of: user)
            users.append(
                [
                    "id": .string(user.id), "name": .string(user.name), "login": .string(user.login),
                    "status": .string(user.status), "phone": .optional(user.callerNumber),
                    "preference": .optional(user.profile["ivrFactorPreference"]),
                    "language": .optional(user.profile["preferredLanguage"]),
                    "factors": .array(
                        user.factors.map {
                            ["id": .string($0.id), "type": .string($0.factorType), "status": .string($0.status)]
                        }),
                    "messages": .array(await handset.messages.map(ControlRendering.message)),
                    "pushes": .array(await handset.pushPrompts.map(ControlRendering.push)),
                    "calls": .array(
                        await handset.calls.map { call in
                            ["sid": .string(call.sid), "carrier": .optional(call.carrier?.rawValue)]
                        }),
                    "authenticatorCode": .optional(await handset.authenticatorCode),
                ])
        }
        var calls: [JSON] = []
        for call in await parts.engine.all { calls.append(await ControlRendering.call(call)) }
        return [
            "users": .array(users), "calls": .array(calls),
            "faults": .array(await parts.faults.faults.map(ControlRendering.fault)),
            "requests": .array(parts.journal.requests(to: nil).suffix(500).map(ControlRendering.request)),
            "phoneNumber": .string(parts.configuration.twilio.phoneNumber),
            "service": .string(parts.service.value.publicURL),
            "lastEvent": .integer(parts.journal.events(after: 0).last?.number ?? 0),
        ]
    }

    /// What happens, as server-sent events; with `wait` in the query once, as a JSON array.
    ///
    /// `after`, or the header `Last-Event-ID`, is the number of the last event that is already known.
    func events(_ request: Request) -> Response {
        let query = FormEncoding.decode(request.rawQuery ?? "") ?? []
        let known = request.headers[named: "Last-Event-ID"] ?? query["after"]
        let after = known.flatMap { Int($0) } ?? 0
        let journal = parts.journal
        if let wait = query["wait"].flatMap({ Int($0) }) {
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody { writer in
                    let events = await journal.nextEvents(after: after, within: .seconds(min(wait, 60))) ?? []
                    try await writer.write(ByteBuffer(bytes: JSON.array(events.map(ControlRendering.event)).bytes))
                    try await writer.finish(nil)
                })
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                var last = after
                while let events = await journal.nextEvents(after: last, within: .seconds(15)) {
                    try Task.checkCancellation()
                    // A comment now and then shows when the other side has gone.
                    var text = events.isEmpty ? ":\n\n" : ""
                    for event in events {
                        text += "id: \(event.number)\ndata: \(ControlRendering.event(event).text)\n\n"
                        last = event.number
                    }
                    try await writer.write(ByteBuffer(string: text))
                }
                try await writer.finish(nil)
            })
    }
}

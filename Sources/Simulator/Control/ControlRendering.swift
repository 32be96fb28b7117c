/// The control API's JSON.
enum ControlRendering {
    static func call(_ call: SimulatedCall) async -> JSON {
        let ending = await call.ending
        return [
            "sid": .string(call.sid), "from": .string(call.from), "to": .string(call.to),
            "carrier": .optional(call.carrier?.rawValue), "status": .string(await call.status),
            "listening": .bool(await call.isListening),
            "ending": .optional(ending.map { "\($0.reason)" }),
            "seconds": ending.map { .number($0.duration.seconds) } ?? nil,
            "transcript": .array(await call.transcript.map(line)),
            "dialled": .array(
                await call.dialled.map { leg in
                    ["address": .string(leg.address), "headers": fields(leg.headers)]
                }),
            "dialledCalls": .array(await call.dialledCalls.map(dialledCall)),
            "recordings": .array(await call.recordings.map(recording)),
            "queued": .array(
                await call.queued.map { task in
                    [
                        "queue": .string(task.queue), "workflowSid": .optional(task.workflowSID),
                        "attributes": task.attributes.flatMap { JSON(Array($0.utf8)) } ?? nil,
                    ]
                }),
        ]
    }

    static func line(_ line: TranscriptLine) -> JSON {
        [
            "seconds": .number((line.seconds * 10).rounded() / 10), "actor": .string(line.actor.rawValue),
            "text": .string(line.text), "language": .optional(line.language),
        ]
    }

    static func message(_ message: HandsetMessage) -> JSON {
        [
            "number": .integer(message.number), "to": .string(message.to), "text": .string(message.text),
            "from": .optional(message.from), "carrier": .string(message.carrier.rawValue),
            "media": .array(message.media.map(JSON.string)),
        ]
    }

    static func push(_ prompt: PushPrompt) -> JSON {
        [
            "id": .string(prompt.id), "device": .string(prompt.device), "state": .string(prompt.state.rawValue),
            "numbers": .array(prompt.numbers.map(JSON.integer)), "client": .string(prompt.client),
        ]
    }

    static func request(_ record: RequestRecord) -> JSON {
        [
            "upstream": .string(record.upstream.rawValue), "method": .string(record.method),
            "path": .string(record.path), "query": .optional(record.query),
            "status": record.status.map(JSON.integer) ?? nil,
            "milliseconds": .number((record.milliseconds * 10).rounded() / 10),
        ]
    }

    static func fault(_ fault: Fault) -> JSON {
        var fields: [String: JSON] = ["upstream": .string(fault.upstream.rawValue)]
        fields["path"] = fault.path.map(JSON.string)
        fields["count"] = fault.count.map(JSON.integer)
        switch fault.kind {
        case .delay(let time):
            fields["kind"] = "delay"
            fields["seconds"] = .number(time.seconds)
        case .status(let status, let code):
            fields["kind"] = "status"
            fields["status"] = .integer(status)
            fields["code"] = code.map(JSON.string)
        case .html: fields["kind"] = "html"
        case .halfJSON: fields["kind"] = "half-json"
        case .cutBeforeAnswer: fields["kind"] = "cut-before-answer"
        case .cutAfterReading: fields["kind"] = "cut-after-reading"
        case .hang: fields["kind"] = "hang"
        case .undelivered(let code):
            fields["kind"] = "undelivered"
            fields["code"] = code.map(JSON.string)
        case .rejected(let code):
            fields["kind"] = "rejected"
            fields["code"] = code.map(JSON.string)
        }
        return .object(fields)
    }

    static func event(_ numbered: NumberedEvent) -> JSON {
        var fields: [String: JSON] = ["number": .integer(numbered.number)]
        switch numbered.event {
        case .callBegan(let sid, let from, let to):
            fields.merge(["type": "call-began", "sid": .string(sid), "from": .string(from), "to": .string(to)]) { $1 }
        case .callEnded(let sid, let ending):
            fields.merge(["type": "call-ended", "sid": .string(sid), "reason": .string("\(ending.reason)")]) { $1 }
        case .line(let sid, let text):
            fields.merge(["type": "line", "sid": .string(sid), "line": line(text)]) { $1 }
        case .loop(let numbers):
            fields.merge(["type": "loop", "numbers": .array(numbers.map(JSON.string))]) { $1 }
        case .message(let userID, let text):
            fields.merge(["type": "message", "user": .string(userID), "message": message(text)]) { $1 }
        case .push(let userID, let prompt):
            fields.merge(["type": "push", "user": .string(userID), "push": push(prompt)]) { $1 }
        case .request(let record):
            fields.merge(["type": "request", "request": request(record)]) { $1 }
        }
        return .object(fields)
    }

    private static func fields(_ fields: [FormField]) -> JSON {
        .object(Dictionary(fields.map { ($0.name, JSON.string($0.value)) }) { first, _ in first })
    }
}

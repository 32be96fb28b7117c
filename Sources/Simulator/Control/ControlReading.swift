/// Reads what the control API is sent.
enum ControlReading {
    static func fault(_ body: [String: JSON]) throws(ControlRefusal) -> Fault {
        guard let upstream = body["upstream"]?.string.flatMap(Upstream.init), upstream != .service else {
            throw ControlRefusal(400, "'upstream' must be okta, twilio or account")
        }
        let kind: Fault.Kind
        switch body["kind"]?.string {
        case "delay": kind = .delay(.seconds(body["seconds"]?.double ?? 10))
        case "status":
            guard let status = body["status"]?.integer, (400..<600).contains(status) else {
                throw ControlRefusal(400, "'status' must be from 400 to 599")
            }
            kind = .status(status, code: body["code"]?.string)
        case "html": kind = .html
        case "half-json": kind = .halfJSON
        case "cut-before-answer": kind = .cutBeforeAnswer
        case "cut-after-reading": kind = .cutAfterReading
        case "hang": kind = .hang
        default:
            throw ControlRefusal(
                400, "'kind' must be delay, status, html, half-json, cut-before-answer, cut-after-reading or hang")
        }
        return Fault(kind, at: upstream, path: body["path"]?.string, count: body["count"]?.integer)
    }

    static func agent(_ body: [String: JSON]) throws(ControlRefusal) -> AgentBehaviour {
        switch body["does"]?.string {
        case "answers":
            .answers(
                after: .seconds(body["after"]?.double ?? 2), talkingFor: body["talkingFor"]?.double.map { .seconds($0) }
            )
        case "busy": .busy
        case "no-answer": .doesNotAnswer
        case "failed": .failed
        default: throw ControlRefusal(400, "'does' must be answers, busy, no-answer or failed")
        }
    }
}

/// Reads what the control API is sent.
enum ControlReading {
    static func fault(_ body: [String: JSON]) throws(ControlRefusal) -> Fault {
        guard let upstream = body["upstream"]?.string.flatMap(Upstream.init), upstream != .service else {
            let names = Upstream.allCases.filter { $0 != .service }.map(\.rawValue).joined(separator: ", ")
            throw ControlRefusal(400, "'upstream' must be one of \(names)")
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
        case "undelivered": kind = .undelivered(code: body["code"]?.string)
        case "rejected": kind = .rejected(code: body["code"]?.string)
        default:
            throw ControlRefusal(
                400,
                "'kind' must be delay, status, html, half-json, cut-before-answer, cut-after-reading, hang, undelivered "
                    + "or rejected")
        }
        return Fault(
            kind, at: upstream, path: body["path"]?.string, count: body["count"]?.integer,
            method: body["method"]?.string, every: body["every"]?.integer)
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

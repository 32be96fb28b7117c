import Hummingbird

extension ControlServer {
    /// Adds the routes about Okta's hooks, reports, and what came to numbers.
    func addDelivery(to router: Router<SimulatorContext>) {
        router.get("messages") { request, _ in
            let number = FormEncoding.decode(request.rawQuery ?? "")?["to"] ?? ""
            let messages = await parts.handsets.messages(to: number)
            return Response.json(.array(messages.map(ControlRendering.message)))
        }
        router.get("hooks") { _, _ in
            Response.json(.array(await parts.delivery.telephony.calls.map(ControlRendering.hookCall)))
        }
        router.post("hooks") { request, _ in
            let body = try await object(request, ["secret", "header", "audience", "scope"])
            let (telephony, events) = (hook(body, .telephony), hook(body, .events))
            await parts.org.change { settings in
                settings.telephonyHook = telephony
                settings.eventHook = events
            }
            return Response.json(["ok": true])
        }
        router.delete("hooks") { _, _ in
            await parts.org.change { settings in
                settings.telephonyHook = nil
                settings.eventHook = nil
            }
            return Response(status: .noContent)
        }
        router.post("keys/rotate") { request, _ in
            await parts.delivery.issuer.rotate(
                keepsOld: try await object(request, ["keepOld"])["keepOld"]?.bool ?? true)
            return Response.json(["ok": true])
        }
        router.post("callee") { request, _ in
            await parts.engine.setCallee(try ControlReading.callee(try await object(request, ["does", "after"])))
            return Response.json(["ok": true])
        }
        router.post("reports") { request, _ in
            let body = try await object(request, ["delay", "times", "reversed"])
            if let seconds = body["delay"]?.double { parts.delivery.habits.value.delay = .seconds(seconds) }
            if let times = body["times"]?.integer { parts.delivery.habits.value.times = times }
            if let isReversed = body["reversed"]?.bool { parts.delivery.habits.value.isReversed = isReversed }
            return Response.json(["ok": true])
        }
    }

    private enum HookKind {
        case telephony
        case events
    }

    /// The service's hook, with what the request says of how Okta proves who it is.
    private func hook(_ body: [String: JSON], _ kind: HookKind) -> OktaHook {
        let secret = body["secret"]?.string ?? parts.configuration.delivery.hookSecret
        var hook = kind == .telephony ? OktaHook.telephony(secret: secret) : OktaHook.events(secret: secret)
        if let header = body["header"]?.string { hook.authentication = .header(name: header, value: secret) }
        if let audience = body["audience"]?.string {
            hook.authentication = .oauth(audience: audience, scope: body["scope"]?.string ?? "")
        }
        return hook
    }
}

extension ControlRendering {
    static func hookCall(_ call: OktaHookCall) -> JSON {
        var fields: [String: JSON] = [
            "eventId": .string(call.eventID), "user": .string(call.userID), "channel": .string(call.channel),
            "milliseconds": .number((call.milliseconds * 10).rounded() / 10),
        ]
        switch call.outcome {
        case .accepted(let status, let provider, let transactionID):
            fields["status"] = .string(status)
            fields["provider"] = .optional(provider)
            fields["transactionId"] = .optional(transactionID)
        case .fellBack(let reason):
            fields["fellBack"] = .string(reason)
        }
        return .object(fields)
    }
}

extension ControlReading {
    static func callee(_ body: [String: JSON]) throws(ControlRefusal) -> CalleeBehaviour {
        switch body["does"]?.string {
        case "answers": .answers(after: .seconds(body["after"]?.double ?? 2))
        case "busy": .busy
        case "no-answer": .doesNotAnswer
        case "failed": .failed
        default: throw ControlRefusal(400, "'does' must be answers, busy, no-answer or failed")
        }
    }
}

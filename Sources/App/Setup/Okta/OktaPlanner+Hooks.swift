import JSON
import OktaAPI

extension OktaPlanner {
    /// Plans the telephony hook; Okta lets one be active at a time.
    static func telephonyHook(_ hooks: [OktaObject], _ wishes: OktaWishes) -> OktaSetupPlan {
        var plan = OktaSetupPlan()
        let ours = own(hooks, name: OktaWishes.telephonyHookName, url: wishes.telephonyURL)
        let others = hooks.filter { $0.isActive && $0.id != ours?.id }
        plan.known.telephonyHook = ours?.id
        guard others.isEmpty || wishes.replacesOtherHook else {
            for other in others {
                plan.obstacles.append(
                    SetupLine(
                        .blocked,
                        "another telephony hook is active: \(title(other)); Okta allows one. To deactivate it, run this "
                            + "again with --replace"))
            }
            // What cannot be made active must not be tested either.
            plan.known.telephonyHook = nil
            return plan
        }
        let farewell = others.map { SetupLine(.deactivate, "telephony hook \(title($0))") }
        let channel = wishes.telephonyProof.channel(
            to: wishes.telephonyURL, headers: ours?.json["channel"]?["config"]?["headers"])
        guard let ours else {
            let line = SetupLine(.create, "telephony hook \(OktaWishes.telephonyHookName): to \(wishes.telephonyURL)")
            plan.steps.append(
                OktaSetupPlan.Step(
                    lines: farewell + [line], change: .createTelephonyHook(channel, insteadOf: others.map(\.id))))
            return plan
        }
        let changes = differences(
            ours, url: wishes.telephonyURL, proof: wishes.telephonyProof, renewsSecret: wishes.renewsSecrets)
        if !changes.isEmpty {
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.repair, "telephony hook \(title(ours))", details: changes),
                    change: .replaceTelephonyHook(channel)))
        }
        if !ours.isActive {
            let line = SetupLine(
                .repair, "telephony hook \(title(ours))", details: ["active: it was switched off"])
            plan.steps.append(
                OktaSetupPlan.Step(
                    lines: farewell + [line], change: .activateTelephonyHook(insteadOf: others.map(\.id))))
        }
        return plan
    }

    /// Plans the event hook and its verification.
    static func eventHook(_ hooks: [OktaObject], _ wishes: OktaWishes) -> OktaSetupPlan {
        var plan = OktaSetupPlan()
        guard let proof = wishes.eventProof else {
            plan.obstacles.append(
                SetupLine(
                    .blocked,
                    "the event hook can only send a secret header; set HOOK_AUTH_SECRET too (voicegate init makes one)")
            )
            return plan
        }
        let ours = own(hooks, name: OktaWishes.eventHookName, url: wishes.eventURL)
        plan.known.eventHook = ours?.id
        let hook = wanted(proof, ours, wishes)
        let verify = OktaSetupPlan.Step(
            SetupLine(.repair, "event hook: have Okta verify \(wishes.eventURL)"), change: .verifyEventHook)
        guard let ours else {
            let line = SetupLine(.create, "event hook \(OktaWishes.eventHookName): to \(wishes.eventURL), verified")
            plan.steps.append(
                OktaSetupPlan.Step(
                    line.with(details: OktaWishes.events), change: .createEventHook(hook)))
            plan.steps.append(OktaSetupPlan.Step(lines: [], change: .verifyEventHook))
            return plan
        }
        var changes = differences(ours, url: wishes.eventURL, proof: proof, renewsSecret: wishes.renewsSecrets)
        let items = ours.json["events"]?["items"]?.elements?.compactMap(\.text) ?? []
        changes += OktaWishes.events.filter { !items.contains($0) }.map { "event: \($0)" }
        if !changes.isEmpty {
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.repair, "event hook \(title(ours))", details: changes), change: .replaceEventHook(hook)))
        }
        if !ours.isActive {
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.repair, "event hook \(title(ours))", details: ["active: it was switched off"]),
                    change: .activateEventHook))
        }
        if ours.json["verificationStatus"]?.text != "VERIFIED" { plan.steps.append(verify) }
        return plan
    }

    private static func wanted(_ proof: HookProof, _ ours: OktaObject?, _ wishes: OktaWishes) -> JSONValue {
        var channel = proof.channel(to: wishes.eventURL, headers: ours?.json["channel"]?["config"]?["headers"])
        // An event hook's method is not for us to say.
        channel["config"]?["method"] = nil
        let found = ours?.json["events"]?["items"]?.elements ?? []
        let items = found + OktaWishes.events.map(JSONValue.text).filter { !found.contains($0) }
        var events: JSONValue = ["type": "EVENT_TYPE", "items": .list(items)]
        if let filter = ours?.json["events"]?["filter"], filter != .null { events["filter"] = filter }
        return [
            "name": .text(ours?.name ?? OktaWishes.eventHookName), "events": events, "channel": channel,
        ]
    }

    /// Finds the hook that is ours: by where it leads, else by its name, an active one first.
    private static func own(_ hooks: [OktaObject], name: String, url: String) -> OktaObject? {
        let active = hooks.filter(\.isActive) + hooks.filter { !$0.isActive }
        return active.first { $0.json["channel"]?["config"]?["uri"]?.text == url } ?? active.first { $0.name == name }
    }

    private static func differences(
        _ hook: OktaObject, url: String, proof: HookProof, renewsSecret: Bool
    ) -> [String] {
        let channel = hook.json["channel"]
        var changes: [String] = []
        if let found = channel?["config"]?["uri"]?.text, found != url {
            changes.append("to \(url), was \(found.shown)")
        }
        changes += proof.differences(from: channel)
        if renewsSecret { changes.append("secret: written again") }
        return changes
    }

    private static func title(_ hook: OktaObject) -> String {
        let url = hook.json["channel"]?["config"]?["uri"]?.text ?? "nowhere"
        return "\((hook.name ?? hook.id).shown) (\(url.shown))"
    }
}

extension SetupLine {
    func with(details: [String]) -> SetupLine { SetupLine(sign, text, details: details) }
}

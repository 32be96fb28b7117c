extension OktaOrg {
    /// The active telephony hook that was registered; there is one at most.
    var telephonyHook: OktaStoredHook? {
        management.inlineHooks.first { $0.isActive && $0.type == OktaStoredHook.telephony }
    }

    /// The event hooks that are told of a type of event: active, and verified.
    func eventHooks(for type: String) -> [OktaStoredHook] {
        management.eventHooks.filter { $0.isActive && $0.isVerified && $0.events.contains(type) }
    }

    func hooks(_ kind: OktaStoredHook.Kind) -> [OktaStoredHook] {
        kind == .inline ? management.inlineHooks : management.eventHooks
    }

    func hook(_ kind: OktaStoredHook.Kind, _ id: String) throws(OktaFailure) -> OktaStoredHook {
        guard let hook = hooks(kind).first(where: { $0.id == id }) else {
            throw .notFound(id, kind == .inline ? "InlineHook" : "EventHook")
        }
        return hook
    }

    /// Registers a hook, active from the start.
    func addHook(_ kind: OktaStoredHook.Kind, body: JSON) throws(OktaFailure) -> OktaStoredHook {
        let hook = try OktaStoredHook(kind: kind, id: freshID(kind.prefix), body: body)
        try checkAlone(hook)
        store(hook)
        return hook
    }

    /// Changes a hook; what is left out stays when `isPartial`.
    func changeHook(
        _ kind: OktaStoredHook.Kind, _ id: String, body: JSON, isPartial: Bool
    ) throws(OktaFailure) -> OktaStoredHook {
        var hook = try hook(kind, id)
        let given = body.object ?? [:]
        try hook.replace(isPartial ? .object(hook.fields.merging(given) { $1 }) : body)
        store(hook)
        return hook
    }

    func setHook(_ kind: OktaStoredHook.Kind, _ id: String, isActive: Bool) throws(OktaFailure) -> OktaStoredHook {
        var hook = try hook(kind, id)
        hook.isActive = isActive
        if isActive { try checkAlone(hook) }
        store(hook)
        return hook
    }

    func setVerified(_ id: String) throws(OktaFailure) -> OktaStoredHook {
        var hook = try hook(.event, id)
        hook.isVerified = true
        store(hook)
        return hook
    }

    func deleteHook(_ kind: OktaStoredHook.Kind, _ id: String) throws(OktaFailure) {
        guard try !hook(kind, id).isActive else {
            throw .validation("status", "The hook must be deactivated before it is deleted")
        }
        management.inlineHooks.removeAll { $0.id == id }
        management.eventHooks.removeAll { $0.id == id }
    }

    /// Only one telephony hook of an org may be active.
    private func checkAlone(_ hook: OktaStoredHook) throws(OktaFailure) {
        if hook.type == OktaStoredHook.telephony, let other = telephonyHook, other.id != hook.id {
            throw .validation("type", "Only one active telephony inline hook is allowed in an org")
        }
    }

    private func store(_ hook: OktaStoredHook) {
        switch hook.kind {
        case .inline:
            management.inlineHooks.removeAll { $0.id == hook.id }
            management.inlineHooks.append(hook)
        case .event:
            management.eventHooks.removeAll { $0.id == hook.id }
            management.eventHooks.append(hook)
        }
    }
}

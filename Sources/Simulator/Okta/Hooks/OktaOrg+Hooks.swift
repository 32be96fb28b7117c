extension OktaOrg {
    /// What the org reaches people and endpoints by.
    struct Outside: Sendable {
        let telephony: OktaTelephony
        let events: OktaEventHook
    }

    /// Connects the org with the world outside; without that codes go straight to the handset and nobody hears events.
    func connect(_ outside: Outside) { self.outside = outside }

    /// Brings a code to a number, by text or by call.
    func carry(_ code: String, to number: String, factor: SimulatedFactor, user: SimulatedUser) async {
        guard let outside else {
            await handsets.deliver(text: OktaTelephony.text(code), code: code, to: number, userID: user.id)
            return
        }
        var isCall = false
        if case .call = factor.kind { isCall = true }
        let call = await outside.telephony.carry(
            OktaTelephony.Code(
                code: code, user: user, number: number, isCall: isCall, lifetime: settings.codeLifetime),
            hook: settings.telephonyHook ?? telephonyHook?.asHook, orgURL: url)
        guard case .fellBack(let reason) = call?.outcome else { return }
        await publish(
            OktaEvent(
                type: "inline_hook.executed", message: "Inline hook executed", user: user, isSuccess: false,
                reason: reason, factor: nil))
    }

    /// Tells the event hook that a person has proved who they are.
    func tellVerified(_ factor: SimulatedFactor, user: SimulatedUser) async {
        await publish(
            OktaEvent(
                type: "user.authentication.auth_via_mfa", message: "Authentication of user via MFA", user: user,
                isSuccess: true, reason: nil, factor: factor.eventName))
    }

    private func publish(_ event: OktaEvent) async {
        guard let outside else { return }
        let hooks = [settings.eventHook] + eventHooks(for: event.type).map(\.asHook)
        for hook in hooks.compactMap(\.self) { await outside.events.publish(event, to: hook, orgURL: url) }
    }
}

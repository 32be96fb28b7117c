extension Simulation.Endpoints {
    /// Reads where the servers listen.
    init(ports: [String: Int]) {
        func url(_ name: String) -> String { "http://127.0.0.1:\(ports[name] ?? 0)" }
        self.init(
            control: url("control"), okta: url("okta"), twilio: url("twilio"), verify: url("verify"),
            eightByEightSMS: url("8x8-sms"), eightByEightVoice: url("8x8-voice"), acs: url("acs"),
            account: url("account"))
    }
}

extension SimulatorParts {
    /// The servers, in the order of their ports.
    func servers() -> [LoopbackServers.Plan] {
        let okta = OktaServer(
            org: org, authorizer: OAuthAuthorizer(org: org, tokens: tokens), tokens: tokens, hooks: hooks,
            issuer: delivery.issuer)
        let twilio = TwilioServer(
            account: configuration.twilio, engine: engine, registry: registry, desk: desk, messages: delivery.messages,
            network: delivery.network,
            faults: faults)
        let verify = TwilioVerifyServer(verify: delivery.verify, account: configuration.twilio)
        let texts = EightByEightTextServer(
            texts: delivery.texts, account: configuration.delivery.eightByEight, webhooks: delivery.webhooks)
        let voice = EightByEightVoiceServer(voice: delivery.voice, webhooks: delivery.webhooks)
        let routers = [
            ("control", ControlServer(parts: self).router()), ("okta", okta.router(journal: journal, faults: faults)),
            ("twilio", twilio.router(journal: journal, faults: faults)),
            ("verify", verify.router(journal: journal, faults: faults)),
            ("8x8-sms", texts.router(journal: journal, faults: faults)),
            ("8x8-voice", voice.router(journal: journal, faults: faults)),
            ("acs", AzureServer(texts: delivery.azure).router(journal: journal, faults: faults)),
            ("account", AccountServer(org: org).router(journal: journal, faults: faults)),
        ]
        return routers.enumerated().map { place, server in
            LoopbackServers.Plan(
                name: server.0, port: configuration.port == 0 ? 0 : configuration.port + place, router: server.1)
        }
    }
}

extension Simulation {
    /// The settings that point a service at this world, by the names of the service's environment.
    public var suggestedSettings: [(name: String, value: String)] {
        let account = configuration.twilio
        return [
            ("PUBLIC_URL", parts.service.value.publicURL), ("OKTA_ORG_URL", endpoints.okta),
            ("OKTA_API_TOKEN", configuration.okta.token), ("TWILIO_ACCOUNT_SID", account.sid),
            ("TWILIO_AUTH_TOKEN", account.authToken), ("TWILIO_API_URL", endpoints.twilio),
            ("TWILIO_PHONE_NUMBER", account.phoneNumber), ("AGENT_DIAL", "sip:agents@simulated.example"),
        ] + deliverySettings + [("ACCOUNT_API_URL", endpoints.account)]
    }

    /// The settings of Okta's hooks and of those who deliver codes.
    private var deliverySettings: [(name: String, value: String)] {
        let (accounts, account) = (configuration.delivery, configuration.twilio)
        return [
            ("TWILIO_VERIFY_URL", endpoints.verify), ("TWILIO_VERIFY_SERVICE_SID", accounts.verify.sid),
            ("TWILIO_SMS_FROM", account.phoneNumber), ("TWILIO_VOICE_FROM", account.phoneNumber),
            ("EIGHT_BY_EIGHT_SMS_URL", endpoints.eightByEightSMS),
            ("EIGHT_BY_EIGHT_VOICE_URL", endpoints.eightByEightVoice),
            ("EIGHT_BY_EIGHT_API_KEY", accounts.eightByEight.apiKey),
            ("EIGHT_BY_EIGHT_SUBACCOUNT", accounts.eightByEight.subaccount),
            ("EIGHT_BY_EIGHT_SENDER", accounts.eightByEight.sender),
            ("EIGHT_BY_EIGHT_VOICE_FROM", accounts.eightByEight.voiceNumber),
            ("ACS_CONNECTION_STRING", "endpoint=\(endpoints.acs)/;accesskey=\(accounts.azure.accessKey)"),
            ("ACS_FROM_SHORTCODE", accounts.azure.sender), ("HOOK_AUTH_SECRET", accounts.hookSecret),
            ("REPORTS_SECRET", accounts.reportsSecret),
        ]
    }
}

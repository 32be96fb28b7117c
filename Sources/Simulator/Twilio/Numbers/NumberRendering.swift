/// Numbers as Twilio writes them.
enum NumberRendering {
    static func owned(_ number: TwilioNumber, account: String) -> JSON {
        func attached(_ name: String) -> JSON { .optional(number.attachments[name]) }
        func text(_ value: String) -> JSON { .string(value) }
        let uri = "/2010-04-01/Accounts/\(account)/IncomingPhoneNumbers/\(number.sid)"
        return [
            "sid": .string(number.sid), "account_sid": .string(account),
            "phone_number": .string(number.phoneNumber), "friendly_name": .string(number.friendlyName),
            "api_version": "2010-04-01", "origin": "twilio", "beta": false, "status": "in-use", "type": "local",
            "address_requirements": "none", "capabilities": capabilities,
            "voice_url": text(number.voice.url), "voice_method": text(number.voice.method),
            "voice_fallback_url": text(number.voice.fallbackURL),
            "voice_fallback_method": text(number.voice.fallbackMethod), "voice_receive_mode": "voice",
            "voice_caller_id_lookup": .bool(number.attachments["VoiceCallerIdLookup"] == "true"),
            "sms_url": text(number.sms.url), "sms_method": text(number.sms.method),
            "sms_fallback_url": text(number.sms.fallbackURL),
            "sms_fallback_method": text(number.sms.fallbackMethod),
            "status_callback": text(number.statusCallback),
            "status_callback_method": text(number.statusCallbackMethod),
            "voice_application_sid": attached("VoiceApplicationSid"),
            "sms_application_sid": attached("SmsApplicationSid"), "trunk_sid": attached("TrunkSid"),
            "address_sid": attached("AddressSid"), "bundle_sid": attached("BundleSid"),
            "identity_sid": attached("IdentitySid"), "emergency_status": "Inactive",
            "emergency_address_sid": attached("EmergencyAddressSid"), "emergency_address_status": "unregistered",
            "date_created": .string(TwilioRendering.date(number.created)),
            "date_updated": .string(TwilioRendering.date(number.created)), "uri": .string("\(uri).json"),
            "subresource_uris": ["assigned_add_ons": .string("\(uri)/AssignedAddOns.json")],
        ]
    }

    static func offer(_ number: String, country: String, market: NumberMarket) -> JSON {
        [
            "phone_number": .string(number), "friendly_name": .string(friendly(number)),
            "iso_country": .string(country), "region": .optional(NumberMarket.region(of: number)),
            "locality": nil, "lata": nil, "rate_center": nil, "postal_code": nil, "latitude": nil,
            "longitude": nil, "beta": false, "capabilities": capabilities,
            "address_requirements": market.addressRequirements(in: country),
        ]
    }

    private static let capabilities: JSON = ["voice": true, "sms": true, "mms": true, "fax": false]

    /// `(415) 555-0100` for North American numbers, and the number itself for others.
    static func friendly(_ number: String) -> String {
        guard number.hasPrefix("+1"), number.count == 12 else { return number }
        let digits = number.dropFirst(2)
        return "(\(digits.prefix(3))) \(digits.dropFirst(3).prefix(3))-\(digits.suffix(4))"
    }
}

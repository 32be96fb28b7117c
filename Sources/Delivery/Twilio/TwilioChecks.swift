public import HTTPTransport
import TwilioAPI

extension TwilioVerifySettings {
    /// Reads the service: whether it is there, and takes codes of ours.
    public func check(by transport: any HTTPTransport, deadline: ContinuousClock.Instant) async -> ProviderCheck {
        struct Service: Decodable { let custom_code_enabled: Bool? }
        let request = access.get("\(baseURL)/v2/Services/\(PercentEncoding.encode(serviceSID))", operation: "service")
        return await VendorExchange.look(
            request, by: transport, deadline: deadline, error: TwilioErrors.error
        ) { response in
            switch VendorJSON.decode(Service.self, response.body)?.custom_code_enabled {
            case true: .works("the service is there and takes custom codes")
            case false: .fails("the service takes no custom codes: have Twilio enable them")
            case nil: .doubtful("the service is there; whether it takes custom codes, it does not say")
            }
        }
    }
}

extension TwilioSMSSettings {
    /// Reads the messaging service, or looks the sender up among the account's numbers.
    public func check(by transport: any HTTPTransport, deadline: ContinuousClock.Instant) async -> ProviderCheck {
        switch source {
        case .number(let number) where number.hasPrefix("+"):
            return await access.lookUp(number, baseURL, by: transport, deadline: deadline)
        case .number: return .unknown
        case .messagingService(let sid):
            // Messaging services have a host of their own beside that of the API, in every region.
            let host = "https://api."
            guard baseURL.hasPrefix(host), baseURL.hasSuffix(".twilio.com") else { return .unknown }
            let base = "https://messaging." + baseURL.dropFirst(host.count)
            return await VendorExchange.look(
                access.get("\(base)/v1/Services/\(PercentEncoding.encode(sid))", operation: "service"), by: transport,
                deadline: deadline, error: TwilioErrors.error
            ) { _ in .works("the messaging service is there") }
        }
    }
}

extension TwilioVoiceSettings {
    /// Looks the calling number up among the account's.
    public func check(by transport: any HTTPTransport, deadline: ContinuousClock.Instant) async -> ProviderCheck {
        await access.lookUp(from, baseURL, by: transport, deadline: deadline)
    }
}

extension TwilioAccess {
    fileprivate func lookUp(
        _ number: String, _ baseURL: String, by transport: any HTTPTransport, deadline: ContinuousClock.Instant
    ) async -> ProviderCheck {
        struct Page: Decodable {
            struct Number: Decodable { let phone_number: String? }
            let incoming_phone_numbers: [Number]
        }
        let path = "/2010-04-01/Accounts/\(accountSID)/IncomingPhoneNumbers.json?PhoneNumber="
        return await VendorExchange.look(
            get(baseURL + path + PercentEncoding.encode(number), operation: "number"), by: transport,
            deadline: deadline,
            error: TwilioErrors.error
        ) { response in
            let page = VendorJSON.decode(Page.self, response.body)
            let isOwn = page?.incoming_phone_numbers.contains { $0.phone_number == number } ?? false
            return isOwn
                ? .works("its number belongs to the account")
                : .doubtful("its number is not among the account's; a verified caller ID would do for calls")
        }
    }

    /// A GET.
    func get(_ url: String, operation: String) -> OutboundRequest {
        OutboundRequest(
            method: "GET", url: url,
            headers: OutboundHeaders([("Authorization", credentials.authorization), ("Accept", "application/json")]),
            upstream: "twilio", operation: operation)
    }
}

import Foundation
import HTTPTransport
import PhoneNumbers

/// Twilio's calls: our own words.
public struct TwilioVoiceSettings: ProviderSettings {
    /// `twilio-voice`.
    public static let description = ProviderDescription(id: "twilio-voice", channels: [.voice])

    /// Who asks.
    public let access: TwilioAccess
    /// The number that calls, E.164.
    public let from: String
    /// `https://api.twilio.com` or a region's, without a slash at its end.
    public let baseURL: String
    /// Where reports go (`PUBLIC_URL` and `/delivery-reports/twilio`); nil for none.
    public let reportURL: String?

    /// Makes the settings.
    public init(access: TwilioAccess, from: String, baseURL: String = "https://api.twilio.com", reportURL: String?) {
        self.access = access
        self.from = from
        self.baseURL = baseURL
        self.reportURL = reportURL
    }

    /// Makes the provider.
    public func makeSender(_ parts: ProviderParts) -> any CodeSender {
        TwilioVoiceSender(settings: self, transport: parts.transport, script: parts.script)
    }
}

/// Speaks codes in calls of Twilio's.
struct TwilioVoiceSender: CodeSender {
    let id = TwilioVoiceSettings.description.id
    let channels = TwilioVoiceSettings.description.channels
    let settings: TwilioVoiceSettings
    let transport: any HTTPTransport
    let script: any VoiceScript

    /// Twilio's limit on a document that comes with the request.
    private static let longestDocument = 4000

    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt {
        let document: String
        do {
            document = try script.document(for: message)
        } catch {
            throw DeliveryError(.misconfigured, providerCode: "template", summary: "the call's template does not work")
        }
        guard document.count <= Self.longestDocument else {
            throw DeliveryError(
                .misconfigured, providerCode: "template",
                summary: "the call's template gives more than the 4000 characters that Twilio takes")
        }
        let request = Self.request(message, document: document, settings)
        let response = try await VendorExchange.send(request, by: transport, deadline: deadline)
        return try TwilioResource.receipt(response)
    }

    /// Creates a call (https://www.twilio.com/docs/voice/api/call-resource).
    ///
    /// The document comes along: a URL would carry the code into logs.
    static func request(
        _ message: CodeMessage, document: String, _ settings: TwilioVoiceSettings
    ) -> OutboundRequest {
        var form = [("To", message.destination.e164), ("From", settings.from), ("Twiml", document)]
        if let url = settings.reportURL { form.append(("StatusCallback", TwilioResource.callback(url, message))) }
        // Nobody listens to a code for two minutes: a line that is kept open costs.
        form.append(("TimeLimit", "120"))
        return settings.access.post(
            "\(settings.baseURL)/2010-04-01/Accounts/\(settings.access.accountSID)/Calls.json", form,
            operation: "call")
    }
}

import Clocks
import Foundation
import HTTPTransport
import PhoneNumbers

/// Twilio's text messages: Okta's own words.
public struct TwilioSMSSettings: ProviderSettings {
    /// `twilio-sms`.
    public static let description = ProviderDescription(id: "twilio-sms", channels: [.sms])

    /// What messages are sent by.
    public enum Source: Sendable, Hashable {
        /// `MG…`, which picks a number by itself.
        case messagingService(String)
        /// A number of the account in E.164, or an alphanumeric sender.
        case number(String)
    }

    /// Who asks.
    public let access: TwilioAccess
    /// What messages are sent by.
    public let source: Source
    /// `https://api.twilio.com` or a region's, without a slash at its end.
    public let baseURL: String
    /// Where reports go (`PUBLIC_URL` and `/delivery-reports/twilio`); nil for none.
    public let reportURL: String?

    /// Makes the settings.
    public init(
        access: TwilioAccess, source: Source, baseURL: String = "https://api.twilio.com", reportURL: String?
    ) {
        self.access = access
        self.source = source
        self.baseURL = baseURL
        self.reportURL = reportURL
    }

    /// Makes the provider.
    public func makeSender(_ parts: ProviderParts) -> any CodeSender {
        TwilioSMSSender(settings: self, transport: parts.transport, timing: parts.timing)
    }
}

/// Sends codes as text messages of Twilio's.
struct TwilioSMSSender: CodeSender {
    let id = TwilioSMSSettings.description.id
    let channels = TwilioSMSSettings.description.channels
    let settings: TwilioSMSSettings
    let transport: any HTTPTransport
    let timing: Timing

    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt {
        let request = Self.request(message, settings, now: timing.date())
        let response = try await VendorExchange.send(request, by: transport, deadline: deadline)
        return try TwilioResource.receipt(response)
    }

    /// Creates a message (https://www.twilio.com/docs/messaging/api/message-resource).
    static func request(_ message: CodeMessage, _ settings: TwilioSMSSettings, now: Date) -> OutboundRequest {
        var form = [("To", message.destination.e164)]
        switch settings.source {
        case .messagingService(let sid): form.append(("MessagingServiceSid", sid))
        case .number(let number): form.append(("From", number))
        }
        form.append(("Body", message.text))
        if let url = settings.reportURL { form.append(("StatusCallback", TwilioResource.callback(url, message))) }
        // A code that waits in a queue until it has expired is worse than none.
        if let left = message.secondsLeft(at: now) { form.append(("ValidityPeriod", String(min(left, 36_000)))) }
        return settings.access.post(
            "\(settings.baseURL)/2010-04-01/Accounts/\(settings.access.accountSID)/Messages.json", form,
            operation: "message")
    }
}

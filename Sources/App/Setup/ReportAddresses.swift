import HTTPTransport

/// Where providers send their delivery reports, to be entered by hand on their side.
public struct ReportAddresses: Sendable {
    /// One address, and where it goes.
    public struct Entry: Sendable, Encodable {
        /// The provider.
        public let provider: String
        /// The address, with the token that proves who reports.
        public let url: String
        /// Where it is entered.
        public let place: String
    }

    /// The addresses, those that are of use with the configured providers first.
    public let entries: [Entry]

    /// Makes the addresses.
    ///
    /// - Throws: ``StartFault``, with a line for each setting that is missing.
    public init(_ settings: Settings) throws(StartFault) {
        var missing: [String] = []
        if settings.server.publicURL == nil {
            missing.append("PUBLIC_URL: is missing; the providers have to know where to report")
        }
        if settings.delivery.reportsSecret == nil {
            missing.append("REPORTS_SECRET: is missing; reports without it are refused (voicegate init makes one)")
        }
        guard let url = settings.server.publicURL, let secret = settings.delivery.reportsSecret else {
            throw StartFault(missing)
        }
        let token = PercentEncoding.encode(secret.revealed)
        entries = [
            Entry(
                provider: "8x8 SMS and voice", url: "\(url)/delivery-reports/8x8?token=\(token)",
                place: "8x8 Connect: API, Webhooks, one for SMS delivery receipts and one for voice sessions"),
            Entry(
                provider: "Azure Communication Services", url: "\(url)/delivery-reports/acs?token=\(token)",
                place:
                    "Azure portal: the resource, Events, + Event Subscription, SMS Delivery Report Received, Web Hook"),
        ]
    }
}

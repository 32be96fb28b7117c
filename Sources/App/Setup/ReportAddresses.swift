import Delivery
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

    /// The addresses, also those of vendors that are not set up yet.
    public let entries: [Entry]

    /// Makes the addresses.
    ///
    /// - Parameter settings: All settings.
    /// - Throws: ``StartFault``, with a line for each setting that is missing.
    public init(_ settings: Settings) throws(StartFault) { try self.init(settings, vendors: DeliveryVendors.all) }

    init(_ settings: Settings, vendors: [any DeliveryVendor.Type]) throws(StartFault) {
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
        entries = vendors.compactMap { $0.reports }.map { feed in
            Entry(
                provider: feed.title, url: "\(url)/delivery-reports/\(feed.name)?token=\(token)", place: feed.place)
        }
    }
}

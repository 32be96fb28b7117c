import HTTPTransport

@testable import Delivery

// Step 1 of docs/adding-a-provider.md; in the product it would be Sources/Delivery/Pigeon/PigeonReports.swift.

/// Reads what the loft tells of flights.
enum PigeonReports {
    static let feed = ReportFeed(name: "pigeon") { body in
        LooseJSON.parse(body).map { json in ReportFeed.Reading(json.elements.compactMap(report)) }
    }

    private static func report(_ event: LooseJSON) -> DeliveryReport? {
        guard let flight = event["flight"]?.string, let word = event["end"]?.string else { return nil }
        return DeliveryReport(
            provider: PigeonSMSSettings.description.id, reference: flight, eventID: nil,
            status: word == "home" ? .delivered : .undelivered, detail: nil)
    }
}

import JSON

@testable import Delivery

// Step 1 of docs/adding-a-provider.md; in the product it would be Sources/Delivery/Pigeon/PigeonReports.swift.

/// Reads what the loft tells of flights.
enum PigeonReports {
    static let feed = ReportFeed(name: "pigeon", title: "The loft", place: "The loft's door: the note on it") { body in
        JSONValue.parse(body).map { json in ReportFeed.Reading(json.looseElements.compactMap(report)) }
    }

    private static func report(_ event: JSONValue) -> DeliveryReport? {
        guard let flight = event["flight"]?.looseText, let word = event["end"]?.looseText else { return nil }
        return DeliveryReport(
            provider: PigeonSMSSettings.description.id, reference: flight, eventID: nil,
            status: word == "home" ? .delivered : .undelivered, detail: nil)
    }
}

import HTTPTransport
import JSON
import PhoneNumbers

@testable import Delivery

// Step 1 of docs/adding-a-provider.md; in the product it would be Sources/Delivery/Pigeon/.

/// Carrier pigeons: Okta's own words.
struct PigeonSMSSettings: ProviderSettings {
    static let description = ProviderDescription(id: "pigeon-sms", channels: [.sms])
    let apiKey: String
    let baseURL: String

    func makeSender(_ parts: ProviderParts) -> any CodeSender {
        PigeonSMSSender(settings: self, transport: parts.transport)
    }

    func check(by transport: any HTTPTransport, deadline: ContinuousClock.Instant) async -> ProviderCheck {
        let request = OutboundRequest(
            method: "GET", url: "\(baseURL)/loft", headers: OutboundHeaders([("Authorization", "Pigeon \(apiKey)")]),
            upstream: "pigeon", operation: "look")
        return await VendorExchange.look(request, by: transport, deadline: deadline, error: PigeonErrors.error) { _ in
            .works("there are pigeons in the loft")
        }
    }
}

extension PigeonSMSSettings: CustomStringConvertible, CustomReflectable {
    var description: String { "PigeonSMSSettings(\(baseURL))" }
    var customMirror: Mirror { Mirror(self, children: ["baseURL": baseURL]) }
}

/// What pigeons' codes mean for us.
enum PigeonErrors {
    static let table = VendorTable([
        VendorMeaning(7, .invalidDestination, "nobody lives there"),
        VendorMeaning(8, .unavailable, "a hawk is about"),
    ])

    static func error(_ response: OutboundResponse) -> DeliveryError {
        struct Problem: Decodable { let code: Int }
        let code = VendorJSON.decode(Problem.self, response.body)?.code
        return code.flatMap(table.error) ?? VendorExchange.error(status: response.status, vendorCode: code)
    }
}

/// Sends codes with carrier pigeons.
struct PigeonSMSSender: CodeSender {
    let id = PigeonSMSSettings.description.id
    let channels = PigeonSMSSettings.description.channels
    let settings: PigeonSMSSettings
    let transport: any HTTPTransport

    private struct Flight: Decodable { let flight: String }

    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt {
        let body = JSONWriter.object { body in
            body.member("to", message.destination.e164)
            body.member("text", message.text)
        }
        let request = OutboundRequest(
            method: "POST", url: "\(settings.baseURL)/flights",
            headers: OutboundHeaders([
                ("Authorization", "Pigeon \(settings.apiKey)"), ("Content-Type", "application/json"),
            ]),
            body: body, upstream: "pigeon", operation: "message")
        let response = try await VendorExchange.send(request, by: transport, deadline: deadline)
        guard (200..<300).contains(response.status) else { throw PigeonErrors.error(response) }
        guard let flight = VendorJSON.decode(Flight.self, response.body) else {
            throw VendorExchange.error(status: response.status)
        }
        return DeliveryReceipt(reference: flight.flight)
    }
}

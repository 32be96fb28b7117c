import Foundation
import PhoneNumbers

/// The text messages of a resource of Azure Communication Services.
///
/// Source: Azure's REST specification, Communication/Sms 2021-03-07.
actor AzureTexts {
    /// What was answered for a repeatable request.
    private struct Answered {
        var firstSent: String
        var to: String
        var message: String
        var messageID: String
    }

    /// A request, checked as a whole; its recipients are judged one by one.
    struct Order: Sendable {
        var from: String
        var message: String
        var recipients: [[String: JSON]]
        var wantsReport: Bool
        var tag: String?

        init(_ body: [String: JSON]) throws(AzureFailure) {
            guard let from = body["from"]?.string, !from.isEmpty else { throw .invalid("The from field is required.") }
            guard let message = body["message"]?.string, !message.isEmpty, message.count <= 2048 else {
                throw .invalid("The message field must have 1 to 2048 characters.")
            }
            let recipients = (body["smsRecipients"]?.array ?? []).compactMap(\.object)
            guard (1...100).contains(recipients.count), recipients.allSatisfy({ $0["to"]?.string != nil }) else {
                throw .invalid("The smsRecipients field must name 1 to 100 recipients.")
            }
            let options = body["smsSendOptions"]?.object
            if body["smsSendOptions"] != nil, options?["enableDeliveryReport"]?.bool == nil {
                throw .invalid("The enableDeliveryReport field is required.")
            }
            self.from = from
            self.message = message
            self.recipients = recipients
            wantsReport = options?["enableDeliveryReport"]?.bool ?? false
            tag = options?["tag"]?.string
        }
    }

    let resource: AzureResource
    let clock: any SimulationClock
    let random: RandomSource
    let network: PhoneNetwork
    let faults: FaultPlan
    let grid: EventGrid
    private var answered: [String: Answered] = [:]

    init(
        resource: AzureResource, clock: any SimulationClock, random: RandomSource, network: PhoneNetwork,
        faults: FaultPlan, grid: EventGrid
    ) {
        self.resource = resource
        self.clock = clock
        self.random = random
        self.network = network
        self.faults = faults
        self.grid = grid
    }

    /// Sends a message to each of its recipients.
    ///
    /// - Returns: What became of each, in order.
    func send(_ order: Order, path: String) async -> JSON {
        var results: [JSON] = []
        for recipient in order.recipients { results.append(await send(order, to: recipient, path: path)) }
        return ["value": .array(results)]
    }

    private func send(_ order: Order, to recipient: [String: JSON], path: String) async -> JSON {
        let to = recipient["to"]?.string ?? ""
        guard to.isE164, let number = PhoneNumber(to), number.kind != .fixedLine else {
            return Self.refusal(to, 400, "Invalid To phone number format.")
        }
        guard order.from == resource.sender else {
            return Self.refusal(to, 404, "The From phone number does not belong to the resource.")
        }
        let id = recipient["repeatabilityRequestId"]?.string
        let firstSent = recipient["repeatabilityFirstSent"]?.string
        if let id {
            guard let firstSent, AzureSignature.rfc1123(firstSent) != nil, UUID(uuidString: id) != nil else {
                return Self.refusal(to, 400, "Invalid repeatability request.", repeatability: "rejected")
            }
            if let known = answered[id] {
                guard known.firstSent == firstSent, known.to == to, known.message == order.message else {
                    return Self.refusal(
                        to, 400, "The repeatabilityRequestId was used for another request.", repeatability: "rejected")
                }
                return Self.success(to, known.messageID)
            }
        }
        let fault = await faults.takeOutcome(.acs, path: path)
        if case .rejected(let code) = fault {
            return Self.refusal(to, code.flatMap { Int($0) } ?? 422, "The message was refused.")
        }
        let messageID = "Outgoing_20260101000000_" + random.uuid()
        if let id, let firstSent {
            answered[id] = Answered(firstSent: firstSent, to: to, message: order.message, messageID: messageID)
        }
        await deliver(order, to: to, messageID: messageID, fault: fault)
        return Self.success(to, messageID)
    }

    private func deliver(_ order: Order, to: String, messageID: String, fault: Fault.Kind?) async {
        var details = "No error."
        if case .undelivered(let code) = fault {
            details = code ?? "Unreachable destination handset"
        } else {
            await network.deliver(
                PhoneNetwork.Text(to: to, from: order.from, body: order.message, carrier: .acsSMS))
        }
        guard order.wantsReport else { return }
        let now = clock.date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        var data: [String: JSON] = [
            "messageId": .string(messageID), "from": .string(order.from.filter { $0 != "+" }), "to": .string(to),
            "deliveryStatus": fault == nil ? "Delivered" : "Failed", "deliveryStatusDetails": .string(details),
            "receivedTimestamp": .string(now),
            "deliveryAttempts": [
                [
                    "timestamp": .string(now), "segmentsSucceeded": fault == nil ? 1 : 0,
                    "segmentsFailed": fault == nil ? 0 : 1,
                ]
            ],
        ]
        data["Tag"] = order.tag.map(JSON.string)
        await grid.publish(subject: "/phonenumber/\(to.dropFirst())", data: .object(data))
    }

    private static func success(_ to: String, _ messageID: String) -> JSON {
        [
            "to": .string(to), "messageId": .string(messageID), "httpStatusCode": 202, "successful": true,
            "repeatabilityResult": "accepted", "errorMessage": nil,
        ]
    }

    private static func refusal(
        _ to: String, _ status: Int, _ message: String, repeatability: String = "accepted"
    ) -> JSON {
        [
            "to": .string(to), "messageId": nil, "httpStatusCode": .integer(status), "successful": false,
            "repeatabilityResult": .string(repeatability), "errorMessage": .string(message),
        ]
    }
}

import Foundation

/// Azure's Event Grid with one subscription: proves the endpoint by a handshake, then delivers events in batches.
///
/// Source: https://learn.microsoft.com/azure/event-grid/webhook-event-delivery and the CloudEvents webhook
/// specification.
actor EventGrid {
    /// Where events go and in which schema.
    struct Subscription: Sendable, Equatable {
        /// The URL; of one that begins with a slash, the path at the service.
        var url: String
        var usesCloudEvents = false

        /// A header that every delivery carries, such as `Authorization`.
        var header: FormField?
    }

    private static let topic =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/simulated/providers/"
        + "Microsoft.Communication/communicationServices/simulated"

    /// Pauses before an event that was not taken is sent again.
    private static let pauses: [Duration] = [.seconds(10), .seconds(30), .seconds(60)]

    let clock: any SimulationClock
    let random: RandomSource
    let requests: OutgoingRequests
    let errands: Errands
    let habits: @Sendable () -> ReportHabits
    private(set) var subscription: Subscription

    /// The URL that has proved itself.
    private(set) var validatedURL: String?
    private var waiting: [JSON] = []
    private var isCollecting = false

    init(
        subscription: Subscription, clock: any SimulationClock, random: RandomSource, requests: OutgoingRequests,
        errands: Errands, habits: @escaping @Sendable () -> ReportHabits
    ) {
        self.subscription = subscription
        self.clock = clock
        self.random = random
        self.requests = requests
        self.errands = errands
        self.habits = habits
    }

    /// Sends events elsewhere from now on; the new place has to prove itself.
    func subscribe(_ subscription: Subscription) {
        self.subscription = subscription
        validatedURL = nil
    }

    /// Takes a delivery report; those of the next moments travel with it.
    func publish(subject: String, data: JSON) async {
        waiting.append(event("Microsoft.Communication.SMSDeliveryReportReceived", subject: subject, data: data))
        guard !isCollecting else { return }
        isCollecting = true
        await errands.run {
            try? await self.clock.sleep(until: self.clock.now + self.habits().delay)
            guard !Task.isCancelled else { return }
            await self.deliver()
        }
    }

    /// Asks the endpoint to prove that it wants events.
    ///
    /// - Returns: Whether it did.
    func validate() async -> Bool {
        let url = endpoint
        if validatedURL == url { return true }
        let isRight = subscription.usesCloudEvents ? await shakeCloudEventsHand(url) : await shakeHand(url)
        if isRight { validatedURL = url }
        return isRight
    }

    private var endpoint: String {
        subscription.url.hasPrefix("/") ? requests.service.value.publicURL + subscription.url : subscription.url
    }

    private func deliver() async {
        isCollecting = false
        let habits = habits()
        let events = habits.arranged(waiting)
        waiting = []
        guard await validate() else { return }
        for pause in [.zero] + Self.pauses {
            try? await clock.sleep(until: clock.now + pause)
            guard !Task.isCancelled else { return }
            let reply = await requests.send(delivery(of: events), within: .seconds(30))
            // What is malformed in Event Grid's eyes is not sent again.
            if let status = reply.status, (200...204).contains(status) || [400, 413].contains(status) { return }
        }
    }

    private func delivery(of events: [JSON]) -> OutgoingRequest {
        guard subscription.usesCloudEvents else { return request(.array(events), as: "Notification") }
        let isSingle = events.count == 1
        return request(
            isSingle ? events.first ?? .null : .array(events), as: "Notification",
            type: isSingle
                ? "application/cloudevents+json; charset=utf-8" : "application/cloudevents-batch+json; charset=utf-8")
    }

    private func request(
        _ body: JSON, as kind: String, type: String = "application/json; charset=utf-8"
    ) -> OutgoingRequest {
        var headers = [
            FormField("Content-Type", type), FormField("aeg-event-type", kind), FormField("aeg-data-version", "1.0"),
            FormField("aeg-subscription-name", "SIMULATED"),
        ]
        if let header = subscription.header { headers.append(header) }
        return OutgoingRequest(url: endpoint, headers: headers, body: body.bytes)
    }

    private func shakeHand(_ url: String) async -> Bool {
        let code = random.uuid()
        let data: JSON = [
            "validationCode": .string(code),
            "validationUrl": .string("https://rp-simulated.eventgrid.azure.net:553/eventsubscriptions/validate?id=1"),
        ]
        let event = event("Microsoft.EventGrid.SubscriptionValidationEvent", subject: "", data: data)
        let reply = await requests.send(request([event], as: "SubscriptionValidation"), within: .seconds(30))
        guard case .answer(200, _, let body) = reply else { return false }
        return JSON(body)?["validationResponse"] == .string(code)
    }

    private func shakeCloudEventsHand(_ url: String) async -> Bool {
        var headers = [
            FormField("WebHook-Request-Origin", "eventgrid.azure.net"), FormField("WebHook-Request-Rate", "120"),
        ]
        if let header = subscription.header { headers.append(header) }
        let reply = await requests.send(
            OutgoingRequest(method: "OPTIONS", url: url, headers: headers), within: .seconds(30))
        guard case .answer(200..<300, let answered, _) = reply else { return false }
        let origin = answered.first { $0.name.lowercased() == "webhook-allowed-origin" }?.value
        return origin == "*" || origin == "eventgrid.azure.net"
    }

    private func event(_ type: String, subject: String, data: JSON) -> JSON {
        let time = JSON.string(clock.date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        let id = JSON.string(random.uuid())
        if subscription.usesCloudEvents {
            return [
                "id": id, "source": .string(Self.topic), "subject": .string(subject), "type": .string(type),
                "time": time, "specversion": "1.0", "data": data,
            ]
        }
        return [
            "id": id, "topic": .string(Self.topic), "subject": .string(subject), "eventType": .string(type),
            "eventTime": time, "dataVersion": "1.0", "metadataVersion": "1", "data": data,
        ]
    }
}

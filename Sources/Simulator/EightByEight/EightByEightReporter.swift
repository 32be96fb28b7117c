import Foundation

/// Where 8x8 sends what it has to tell, and what it presents there.
public struct EightByEightWebhook: Sendable, Equatable {
    /// The URL; of a URL that begins with a slash, the path at the service.
    public var url: String

    /// The value of `Authorization`, or of the voice API's header; `nil` for none.
    public var authorization: String?

    /// Makes a webhook.
    public init(url: String, authorization: String? = nil) {
        self.url = url
        self.authorization = authorization
    }
}

/// Sends 8x8's reports, and again after 1, 10, 30 and 90 seconds when they were not taken.
struct EightByEightReporter: Sendable {
    static let pauses: [Duration] = [.seconds(1), .seconds(10), .seconds(30), .seconds(90)]

    let subaccount: String
    let clock: any SimulationClock
    let requests: OutgoingRequests
    let errands: Errands
    let webhooks: EightByEightWebhooks
    let habits: @Sendable () -> ReportHabits

    /// Sends the reports of a message, later than the answer in hand.
    ///
    /// - Parameters:
    ///   - states: What is reported, in order.
    ///   - event: Makes the report of a state; of a URL of its own, it goes there without authorisation.
    func report(
        _ states: [String], event: @escaping @Sendable (String) async -> (url: String?, body: JSON)?
    ) async {
        await errands.run {
            let habits = habits()
            for state in habits.arranged(states) {
                try? await clock.sleep(until: clock.now + habits.delay)
                guard !Task.isCancelled, let event = await event(state) else { return }
                if let url = event.url {
                    await send(event.body, to: EightByEightWebhook(url: url))
                } else if let webhook = webhooks[.messages] {
                    await send(event.body, to: webhook)
                }
            }
        }
    }

    /// Sends one event.
    ///
    /// - Returns: The answer that took it; `nil` when none did.
    @discardableResult
    func send(_ body: JSON, to webhook: EightByEightWebhook) async -> [UInt8]? {
        var headers = [FormField("Content-Type", "application/json")]
        if let value = webhook.authorization { headers.append(FormField("Authorization", value)) }
        let url = webhook.url.hasPrefix("/") ? requests.service.value.publicURL + webhook.url : webhook.url
        let request = OutgoingRequest(url: url, headers: headers, body: body.bytes)
        for pause in [.zero] + Self.pauses {
            try? await clock.sleep(until: clock.now + pause)
            guard !Task.isCancelled else { return nil }
            if case .answer(200..<300, _, let body) = await requests.send(request, within: .seconds(10)) {
                return body
            }
        }
        return nil
    }

    static func date(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

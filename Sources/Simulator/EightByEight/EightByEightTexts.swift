import Foundation
import PhoneNumbers

/// 8x8's text messages of one subaccount.
///
/// Source: 8x8's reference, https://developer.8x8.com/connect/reference/send-sms-single.
actor EightByEightTexts {
    /// A message that was accepted, or rejected.
    struct Message: Sendable {
        var umid: String
        var order: EightByEightTextOrder
        var state: String
        var created: Date

        /// What the customer told of its outcome: `success` or `failure`.
        var outcome: String?
    }

    let clock: any SimulationClock
    let random: RandomSource
    let network: PhoneNetwork
    let faults: FaultPlan
    let reporter: EightByEightReporter
    private(set) var messages: [String: Message] = [:]

    init(
        clock: any SimulationClock, random: RandomSource, network: PhoneNetwork, faults: FaultPlan,
        reporter: EightByEightReporter
    ) {
        self.clock = clock
        self.random = random
        self.network = network
        self.faults = faults
        self.reporter = reporter
    }

    /// Takes a message; what is wrong with it in 8x8's own eyes is a state of the message, not a refusal.
    func create(_ order: EightByEightTextOrder, path: String) async -> Message {
        var message = Message(
            umid: random.uuid(), order: order, state: "queued", created: clock.date)
        switch await faults.takeOutcome(.eightByEightSMS, path: path) {
        case .rejected:
            message.state = "rejected"
            messages[message.umid] = message
        case .undelivered(let code):
            messages[message.umid] = message
            await report(message.umid, ["queued", "sent", "undelivered"], error: code.flatMap { Int($0) } ?? 15)
        default:
            messages[message.umid] = message
            await network.deliver(
                PhoneNetwork.Text(
                    to: order.number, from: order.source ?? "8x8", body: order.text, carrier: .eightByEightSMS))
            await report(message.umid, ["queued", "sent", "delivered"], error: nil)
        }
        return message
    }

    /// Takes the customer's word on what came of a message.
    func feedback(_ umid: String, _ body: [String: JSON]) throws(EightByEightFailure) {
        guard var message = messages[umid] else { throw .notFound }
        guard let outcome = body["outcome"]?.string, ["success", "failure"].contains(outcome.lowercased()) else {
            throw .invalid(1000, "Invalid parameter: outcome")
        }
        guard clock.date.timeIntervalSince(message.created) <= 900 else {
            throw .invalid(1010, "Feedback is taken within 15 minutes")
        }
        message.outcome = outcome.lowercased()
        messages[umid] = message
    }

    private func report(_ umid: String, _ states: [String], error: Int?) async {
        await reporter.report(states) { state in
            await self.event(umid, state: state, error: error)
        }
    }

    private func event(_ umid: String, state: String, error: Int?) -> (url: String?, body: JSON)? {
        guard let message = messages[umid] else { return nil }
        if !["delivered", "undelivered"].contains(message.state) { messages[umid]?.state = state }
        var status: [String: JSON] = [
            "state": .string(state), "timestamp": .string(EightByEightReporter.date(clock.date)),
        ]
        status["detail"] =
            switch state {
            case "sent": "delivered_to_operator"
            case "delivered": "delivered_to_recipient"
            case "undelivered": "undelivered_to_recipient"
            default: nil
            }
        if state == "undelivered", let error {
            status["errorCode"] = .integer(error)
            status["errorMessage"] = "The message was not delivered"
        }
        let payload: JSON = [
            "umid": .string(umid), "batchId": nil, "clientMessageId": .optional(message.order.clientMessageID),
            "clientBatchId": nil, "subAccountId": .string(reporter.subaccount),
            "source": .optional(message.order.source), "destination": .string(String(message.order.number.dropFirst())),
            "status": .object(status), "price": ["total": .number(0.03), "perSms": .number(0.03), "currency": "USD"],
            "smsCount": 1,
        ]
        let body: JSON = [
            "namespace": "SMS", "eventType": "outbound_message_status_changed",
            "description": "SMS status changed", "payload": payload,
        ]
        return (message.order.reportURL, body)
    }
}

/// What a text message asks for, checked as 8x8 checks it.
struct EightByEightTextOrder: Sendable {
    /// The number in E.164.
    let number: String
    let text: String
    let source: String?
    let clientMessageID: String?
    let reportURL: String?
    let encoding: String

    init(_ body: [String: JSON], now: Date) throws(EightByEightFailure) {
        let written = body["destination"]?.string ?? ""
        let region = body["country"]?.string
        let international = written.hasPrefix("+") || region != nil ? written : "+" + written
        guard !written.isEmpty, written.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "+") }),
            let number = PhoneNumber(international, defaultRegion: region)
        else { throw .invalid(1002, "Invalid MSISDN format (not E.164 international number)") }
        guard let text = body["text"]?.string, !text.isEmpty else { throw .invalid(1004, "Invalid text") }
        let source = body["source"]?.string
        if let source {
            let isNumber = source.allSatisfy { $0.isNumber || $0 == "+" }
            guard !source.isEmpty, source.count <= (isNumber ? 16 : 11) else {
                throw .invalid(1005, "Invalid source")
            }
        }
        let encoding = body["encoding"]?.string ?? "AUTO"
        guard ["AUTO", "GSM7", "UCS2"].contains(encoding) else { throw .invalid(1003, "Invalid encoding") }
        if let id = body["clientMessageId"]?.string, id.count > 350 {
            throw .invalid(3009, "Too long clientMessageId")
        }
        if let expiry = body["expiry"]?.string {
            guard let date = Self.date(expiry), date > now else { throw .invalid(1006, "Invalid expiry") }
        }
        if let track = body["track"]?.string, !["None", "Outcome"].contains(track) {
            throw .invalid(1000, "Invalid parameter: track")
        }
        if let url = body["dlrCallbackUrl"]?.string, URL(string: url)?.host() == nil {
            throw .invalid(3020, "Invalid DR callback URL")
        }
        self.number = number.e164
        self.text = text
        self.source = source
        self.encoding = encoding == "AUTO" ? (text.unicodeScalars.allSatisfy(\.isASCII) ? "GSM7" : "UCS2") : encoding
        clientMessageID = body["clientMessageId"]?.string
        reportURL = body["dlrCallbackUrl"]?.string
    }

    private static func date(_ text: String) -> Date? {
        (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
            ?? (try? Date.ISO8601FormatStyle().parse(text))
    }
}

extension RandomSource {
    /// A UUID in lower case.
    func uuid() -> String {
        "\(hex(8))-\(hex(4))-4\(hex(3))-a\(hex(3))-\(hex(12))"
    }
}

import Foundation
import Hummingbird
import PhoneNumbers

extension TwilioServer {
    /// Places a call to a handset.
    ///
    /// - Parameters:
    ///   - form: What the request says.
    ///   - path: Its path, by which faults find it.
    /// - Returns: The call, queued.
    /// - Throws: What Twilio refuses with.
    func place(_ form: TwilioForm, path: String) async throws -> Response {
        let plan = try Self.plan(form, senders: await registry.owned)
        switch await faults.takeOutcome(.twilio, path: path) {
        case nil:
            return .json(rendered(await network.ring(plan)), status: 201)
        default:
            // Taken, and nobody's telephone rings.
            var lost = plan
            lost.outgoing?.timeout = .zero
            return .json(rendered(await network.engine.place(lost)), status: 201)
        }
    }

    private func rendered(_ call: SimulatedCall) -> JSON {
        TwilioRendering.call(
            sid: call.sid, account: account, from: call.from, to: call.to, status: "queued",
            direction: "outbound-api", duration: nil)
    }

    private static func plan(_ form: TwilioForm, senders: Set<String>) throws(TwilioFailure) -> CallPlan {
        guard let to = form["To"] else { throw .invalid(21201, "No 'To' number is specified") }
        guard let from = form["From"] else { throw .invalid(21213, "No 'From' number is specified") }
        guard to.isE164, let number = PhoneNumber(to), number.e164 == to else {
            throw .invalid(21217, "Phone number does not appear to be valid")
        }
        guard senders.contains(from) else {
            throw .invalid(21210, "From phone number not verified")
        }
        let url = try form.url("Url", code: 21205)
        // A document beside a URL is ignored: the URL wins.
        let document = url == nil ? form["Twiml"] : nil
        guard url != nil || document != nil || form["ApplicationSid"] != nil else {
            throw .invalid(21205, "Url parameter is required.")
        }
        if let document, document.count > 4000 { throw .invalid(32018, "Twiml exceeds 4000 characters.") }
        var outgoing = OutgoingCall(carrier: .twilioVoice, document: document)
        outgoing.method = try form.method("Method")
        outgoing.fallbackURL = try form.url("FallbackUrl", code: 21205)
        outgoing.statusCallback = try form.url("StatusCallback", code: 21609)
        outgoing.statusMethod = try form.method("StatusCallbackMethod")
        outgoing.statusEvents = try events(form.all("StatusCallbackEvent"))
        if let seconds = try form.number("Timeout", in: 1...600) { outgoing.timeout = .seconds(seconds) }
        if let seconds = try form.number("TimeLimit", in: 1...86_400) { outgoing.timeLimit = .seconds(seconds) }
        return CallPlan(from: from, to: to, url: url, outgoing: outgoing)
    }

    private static func events(_ words: [String]) throws(TwilioFailure) -> Set<OutgoingCall.Progress> {
        guard !words.isEmpty else { return [.completed] }
        var events: Set<OutgoingCall.Progress> = []
        for word in words.flatMap({ $0.split(separator: " ") }) {
            guard let event = OutgoingCall.Progress(rawValue: String(word)) else {
                throw .invalid(21626, "Invalid statusCallbackEvents: \(word)")
            }
            events.insert(event)
        }
        return events
    }
}

public import Clocks
public import Delivery
import Foundation
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
import TwilioAPI

/// Delivery reports of all providers, each authenticated as its vendor can.
///
/// Reports of sends that are not ours are taken all the same: asking for them again would not change that.
public struct ReportsController: Sendable {
    private let gate: SignatureGate
    private let secret: ReportsSecret
    private let feeds: [ReportFeed]
    private let handler: ReportHandler
    private let timing: Timing
    /// The store is waited for no longer than this.
    private static let patience = Duration.seconds(5)

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - gate: Checks Twilio's signature.
    ///   - secret: What the reports of all others must present (`REPORTS_SECRET`); nil to refuse them.
    ///   - feeds: How theirs come in.
    ///   - handler: Takes reports.
    ///   - timing: The clocks to go by.
    public init(
        gate: SignatureGate, secret: String?, feeds: [ReportFeed], handler: ReportHandler, timing: Timing = .real
    ) {
        self.gate = gate
        self.secret = ReportsSecret(secret)
        self.feeds = feeds
        self.handler = handler
        self.timing = timing
    }

    /// Adds the routes.
    public func addRoutes(to router: Router<AppContext>) {
        router.post("/delivery-reports/twilio") { request, context in
            await gate.admit(request, context, as: "delivery report") { await twilio($0, context) }
        }
        for feed in feeds {
            router.post("/delivery-reports/\(feed.name)") { request, context in
                await admitted(request, context, feed)
            }
            guard let handshake = feed.handshake else { continue }
            router.on("/delivery-reports/\(feed.name)", method: .options) { request, context in
                shakeHands(request, context, handshake)
            }
        }
    }

    private enum BadReport: String {
        case notJSON = "The body is no JSON."
        case noHandshake = "The header fields are no handshake of the vendor's."
        case notTwilio = "The parameters tell the status of no message and of no call."
    }

    // MARK: Twilio

    private func twilio(_ signed: SignedRequest, _ context: AppContext) async -> Response {
        var form = signed.form
        if let members = FormFields(membersOfJSON: signed.body) { form.append(members) }
        guard let report = TwilioStatusCallback.report(form) else {
            // A status that is new to us is none of Twilio's mistakes.
            let isKnown = ["MessageSid", "SmsSid", "CallSid"].contains { form[$0] != nil }
            return isKnown ? Response(status: .ok) : bad(.notTwilio, context)
        }
        return await take([report], answer: nil, context)
    }

    // MARK: All others

    private func admitted(_ request: Request, _ context: AppContext, _ feed: ReportFeed) async -> Response {
        guard secret.admits(request) else { return unauthorized(context) }
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: Limits.batch))
        } catch {
            return Response(status: .contentTooLarge)
        }
        guard let reading = feed.read(body) else { return bad(.notJSON, context) }
        return await take(reading.reports, answer: reading.answer, context)
    }

    private func shakeHands(
        _ request: Request, _ context: AppContext, _ handshake: ReportFeed.Handshake
    ) -> Response {
        guard secret.admits(request) else { return unauthorized(context) }
        let answer = handshake { name in HTTPField.Name(name).flatMap { request.headers[$0] } }
        guard let answer else { return bad(.noHandshake, context) }
        var headers = HTTPFields()
        for (name, value) in answer {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Response(status: .ok, headers: headers)
    }

    private func unauthorized(_ context: AppContext) -> Response {
        WebhookMeter.refused("reports-secret")
        context.logger.warning(
            "a delivery report was refused: it does not present REPORTS_SECRET, or that is not set")
        return Response(status: .unauthorized, headers: [.wwwAuthenticate: #"Secret realm="voicegate""#])
    }

    private func bad(_ fault: BadReport, _ context: AppContext) -> Response {
        context.logger.warning("a delivery report makes no sense", metadata: ["fault": "\(fault.rawValue)"])
        return .text(fault.rawValue + "\n", type: "text/plain; charset=utf-8", status: .badRequest)
    }

    /// Writes reports down and answers, with 503 when the store did not take them.
    ///
    /// Some vendors then come again. Twilio does only where the callback's URL has connection overrides that say so
    /// (`#rc=2&rp=all`), and ours have none: its report is lost then, with what it would have led to.
    private func take(_ reports: [DeliveryReport], answer: [UInt8]?, _ context: AppContext) async -> Response {
        let (handler, logger) = (handler, context.logger)
        let isTaken = await withDeadline(timing.now() + Self.patience, timing) {
            do {
                try await handler.accept(reports)
                return true
            } catch {
                logger.error(
                    "delivery reports could not be written down",
                    metadata: [
                        "event_id": "\(reports.first?.eventID ?? "-")", "reports": "\(reports.count)",
                        "error": "\(type(of: error))",
                    ])
                return false
            }
        }
        guard isTaken ?? false else { return Response(status: .serviceUnavailable, headers: [.retryAfter: "10"]) }
        return answer.map { .json($0, status: .ok) } ?? Response(status: .ok)
    }
}

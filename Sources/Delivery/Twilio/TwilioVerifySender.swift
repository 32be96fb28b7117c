import Clocks
import Foundation
import HTTPTransport
import PhoneNumbers

/// Sends codes through Twilio Verify.
struct TwilioVerifySender: CodeSender, UsageFeedback {
    let id = TwilioVerifySettings.description.id
    let channels = TwilioVerifySettings.description.channels
    let settings: TwilioVerifySettings
    let transport: any HTTPTransport
    let pending: PendingVerifications
    let timing: Timing

    private struct Verification: Decodable {
        struct Attempt: Decodable { let attempt_sid: String? }
        let sid: String
        let send_code_attempts: [Attempt]?
    }

    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt {
        // Twilio's own limit on custom codes.
        guard (4...10).contains(message.code.revealed.count) else {
            throw DeliveryError(.refused, summary: "Verify takes codes of 4 to 10 characters")
        }
        if let sid = await pending.inTheWay(of: message, as: id) { await cancel(sid, before: deadline) }
        let response = try await VendorExchange.send(
            TwilioVerifyRequests.create(message, settings), by: transport, deadline: deadline)
        guard (200..<300).contains(response.status) else { throw TwilioErrors.error(response) }
        guard let verification = VendorJSON.decode(Verification.self, response.body) else {
            throw VendorExchange.error(status: response.status)
        }
        pending.began(verification.sid, for: message)
        let attempt = verification.send_code_attempts?.last?.attempt_sid
        return DeliveryReceipt(reference: verification.sid, metadata: attempt.map { "attempt=\($0)" } ?? "")
    }

    func report(
        _ use: CodeUse, of send: SentCode, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) {
        guard let key = send.reference ?? send.destination?.e164 else { return }
        let end: TwilioVerifyRequests.End = use == .used ? .approved : .canceled
        let response = try await VendorExchange.send(
            TwilioVerifyRequests.end(key, as: end, settings), by: transport, deadline: deadline)
        pending.ended(key)
        if (200..<300).contains(response.status) { return }
        if response.status == 404 {
            // Ten minutes are over, or it was ended before.
            throw DeliveryError(.refused, providerCode: "http-404", summary: "the verification is over")
        }
        throw TwilioErrors.error(response)
    }

    /// Ends an older verification; the code is sent also when that does not work.
    private func cancel(_ sid: String, before deadline: ContinuousClock.Instant) async {
        let begin = timing.now()
        let request = TwilioVerifyRequests.end(sid, as: .canceled, settings)
        _ = try? await transport.send(request, deadline: begin + (deadline - begin) / 3)
        pending.ended(sid)
    }
}

import Foundation
import Hummingbird

/// The routes of the simulated Twilio Verify.
struct TwilioVerifyServer {
    let verify: TwilioVerify
    let account: TwilioAccount

    /// Makes the router; faults and the log come from outside.
    func router(journal: Journal, faults: FaultPlan) -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware {
            RequestLog(upstream: .verify, journal: journal)
            TwilioGate(account: account)
            FaultInjection(upstream: .verify, plan: faults) { status, code in
                let failure = TwilioFailure.injected(status: status, code: code)
                return .json(failure.body, status: failure.status)
            }
        }
        router.get("v2/Services/:service") { request, context in
            try check(request, context)
            return Response.json(Rendering.service(verify.service, account: account))
        }
        router.post("v2/Services/:service/Verifications") { request, context in
            try check(request, context)
            let verification = try await verify.create(try await TwilioForm(request), path: request.rawPath)
            return Response.json(rendered(verification), status: 201)
        }
        router.get("v2/Services/:service/Verifications/:key") { request, context in
            try check(request, context)
            let verification = try await verify.verification(context.part("key"), path: request.rawPath)
            return Response.json(rendered(verification))
        }
        router.post("v2/Services/:service/Verifications/:key") { request, context in
            try check(request, context)
            let status = try await TwilioForm(request)["Status"]
            let verification = try await verify.end(context.part("key"), as: status, path: request.rawPath)
            return Response.json(rendered(verification))
        }
        router.post("v2/Services/:service/VerificationCheck") { request, context in
            try check(request, context)
            let verification = try await verify.check(try await TwilioForm(request), path: request.rawPath)
            return Response.json(Rendering.check(verification, service: verify.service.sid, account: account))
        }
        return router
    }

    private func check(_ request: Request, _ context: SimulatorContext) throws(TwilioFailure) {
        guard context.part("service") == verify.service.sid else { throw .notFound(request.rawPath) }
    }

    private func rendered(_ verification: TwilioVerify.Verification) -> JSON {
        Rendering.verification(verification, service: verify.service.sid, account: account)
    }
}

extension TwilioVerifyServer {
    /// Resources as Twilio Verify writes them.
    enum Rendering {
        private static let base = "https://verify.twilio.com/v2/Services"

        static func service(_ service: VerifyService, account: TwilioAccount) -> JSON {
            [
                "sid": .string(service.sid), "account_sid": .string(account.sid),
                "friendly_name": .string(service.friendlyName), "code_length": 6,
                "custom_code_enabled": .bool(service.takesCustomCodes), "default_template_sid": nil,
                "do_not_share_warning_enabled": false, "dtmf_input_required": false, "lookup_enabled": false,
                "psd2_enabled": false, "skip_sms_to_landlines": false, "tts_name": .string(service.friendlyName),
                "verify_event_subscription_enabled": false, "push": [:], "totp": [:], "whatsapp": [:], "passkeys": [:],
                "date_created": "2025-01-01T00:00:00Z", "date_updated": "2025-01-01T00:00:00Z",
                "url": .string("\(base)/\(service.sid)"),
                "links": ["verifications": .string("\(base)/\(service.sid)/Verifications")],
            ]
        }

        static func verification(
            _ verification: TwilioVerify.Verification, service: String, account: TwilioAccount
        ) -> JSON {
            var fields = common(verification, service: service, account: account)
            fields["lookup"] = [:]
            fields["sna"] = JSON.null
            fields["url"] = .string("\(base)/\(service)/Verifications/\(verification.sid)")
            fields["send_code_attempts"] = .array(
                verification.attempts.map { attempt in
                    [
                        "attempt_sid": .string(attempt.sid), "channel": .string(attempt.channel.uppercased()),
                        "time": .string(date(attempt.date)),
                    ]
                })
            return .object(fields)
        }

        static func check(
            _ verification: TwilioVerify.Verification, service: String, account: TwilioAccount
        ) -> JSON {
            var fields = common(verification, service: service, account: account)
            fields["sna_attempts_error_codes"] = []
            return .object(fields)
        }

        private static func common(
            _ verification: TwilioVerify.Verification, service: String, account: TwilioAccount
        ) -> [String: JSON] {
            [
                "sid": .string(verification.sid), "service_sid": .string(service),
                "account_sid": .string(account.sid), "to": .string(verification.to),
                "channel": .string(verification.channel), "status": .string(verification.status),
                "valid": .bool(verification.status == "approved"), "amount": nil, "payee": nil,
                "date_created": .string(date(verification.created)),
                "date_updated": .string(date(verification.updated)),
            ]
        }

        private static func date(_ date: Date) -> String { date.formatted(Date.ISO8601FormatStyle()) }
    }
}

import Foundation
import Hummingbird

/// The routes of 8x8's voice API.
struct EightByEightVoiceServer {
    let voice: EightByEightVoice
    let webhooks: EightByEightWebhooks

    /// Makes the router; faults and the log come from outside.
    func router(journal: Journal, faults: FaultPlan) -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware {
            RequestLog(upstream: .eightByEightVoice, journal: journal)
            EightByEightGate(account: voice.account, isVoice: true)
            FaultInjection(upstream: .eightByEightVoice, plan: faults) { status, code in
                EightByEightFailure.injected(status: status, code: code).voiceResponse
            }
        }
        router.post("api/v1/subaccounts/:subaccount/callflows") { request, context in
            try check(context)
            guard let body = try await request.jsonObject() else {
                throw EightByEightFailure.invalid(-1001, "Invalid JSON")
            }
            let flow = try Callflow(body, beginsCall: true, now: voice.clock.date)
            let session = try await voice.place(flow, path: request.rawPath)
            return Response.json([
                "sessionId": .string(session), "sessionStatus": "CREATED",
                "callFlowRequestId": .string(voice.random.uuid()), "statusCode": 1, "statusMessage": "Created",
            ])
        }
        router.get("api/v1/subaccounts/:subaccount/webhooks") { _, context in
            try check(context)
            let active = EightByEightWebhooks.Purpose.allCases.filter { $0 != .messages && webhooks[$0] != nil }
            return Response.json([
                "count": .integer(active.count), "statusCode": 0, "statusMessage": "ok",
                "subAccountId": .string(voice.account.subaccount),
                "webhooks": .array(
                    active.map { purpose in
                        ["type": .string(purpose.rawValue), "enabled": true, "url": .optional(webhooks[purpose]?.url)]
                    }),
            ])
        }
        router.post("api/v1/subaccounts/:subaccount/webhooks") { request, context in
            try check(context)
            let body = try await request.jsonObject() ?? [:]
            guard let purpose = body["type"]?.string.flatMap(EightByEightWebhooks.Purpose.init), purpose != .messages,
                let url = body["url"]?.string, URL(string: url)?.host() != nil
            else { throw EightByEightFailure.invalid(-1009, "$.type and $.url are required") }
            let isOn = (body["active"] ?? body["enabled"])?.bool ?? true
            webhooks[purpose] =
                isOn ? EightByEightWebhook(url: url, authorization: body["httpAuthHeader"]?.string) : nil
            return Response.json(["statusCode": 0, "statusMessage": "ok"])
        }
        return router
    }

    private func check(_ context: SimulatorContext) throws(EightByEightFailure) {
        let name = context.part("subaccount")
        guard name == voice.account.subaccount else {
            throw EightByEightFailure(status: 404, code: 404, message: "SubAccount not found by Id : \(name)")
        }
    }
}

import Foundation
import Hummingbird

/// The routes of 8x8's text API.
struct EightByEightTextServer {
    let texts: EightByEightTexts
    let account: EightByEightAccount
    let webhooks: EightByEightWebhooks

    /// Makes the router; faults and the log come from outside.
    func router(journal: Journal, faults: FaultPlan) -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware {
            RequestLog(upstream: .eightByEightSMS, journal: journal)
            EightByEightGate(account: account, isVoice: false)
            FaultInjection(upstream: .eightByEightSMS, plan: faults) { status, code in
                EightByEightFailure.injected(status: status, code: code).textResponse
            }
        }
        router.post("api/v1/subaccounts/:subaccount/messages") { request, context in
            try check(context)
            guard let body = try await request.jsonObject() else { throw EightByEightFailure.malformed }
            let order = try EightByEightTextOrder(body, now: texts.clock.date)
            return Response.json(rendered(await texts.create(order, path: request.rawPath)))
        }
        router.get("api/v1/subaccounts/:subaccount/messages/:umid") { _, context in
            try check(context)
            guard let message = await texts.messages[context.part("umid")] else { throw EightByEightFailure.notFound }
            return Response.json(rendered(message))
        }
        router.post("api/v1/subaccounts/:subaccount/messages/:umid/feedback") { request, context in
            try check(context)
            guard let body = try await request.jsonObject() else { throw EightByEightFailure.malformed }
            try await texts.feedback(context.part("umid"), body)
            return Response(status: .ok)
        }
        router.post("api/v1/accounts/:account/webhooks") { request, _ in
            guard let list = JSON(try await request.bytes())?.array else { throw EightByEightFailure.malformed }
            for entry in list {
                guard let url = entry["url"]?.string, URL(string: url)?.host() != nil else {
                    throw EightByEightFailure.invalid(3020, "Invalid DR callback URL")
                }
                webhooks[.messages] =
                    entry["enabled"]?.bool == false
                    ? nil : EightByEightWebhook(url: url, authorization: entry["httpAuthorization"]?.string)
            }
            return Response(status: .ok)
        }
        return router
    }

    private func check(_ context: SimulatorContext) throws(EightByEightFailure) {
        guard context.part("subaccount") == account.subaccount else { throw .forbidden }
    }

    private func rendered(_ message: EightByEightTexts.Message) -> JSON {
        let isRejected = message.state == "rejected"
        return [
            "umid": .string(message.umid), "clientMessageId": .optional(message.order.clientMessageID),
            "destination": .string(String(message.order.number.dropFirst())),
            "encoding": .string(message.order.encoding),
            "status": [
                "code": isRejected ? "REJECTED" : "QUEUED",
                "description": isRejected
                    ? "SMS is rejected" : "SMS is accepted and queued for processing",
            ],
        ]
    }
}

import Foundation
import Hummingbird

extension TwilioServer {
    /// Adds the routes of messages and of the messaging service.
    func addMessages(to router: Router<SimulatorContext>) {
        router.post("2010-04-01/Accounts/:account/Messages.json") { request, context in
            try checkAccount(context)
            let message = try await messages.create(try await TwilioForm(request), path: request.rawPath)
            return Response.json(rendered(message), status: 201)
        }
        router.get("2010-04-01/Accounts/:account/Messages/{message}.json") { request, context in
            try checkAccount(context)
            guard let message = await messages.message(context.part("message")) else {
                throw TwilioFailure.notFound(request.rawPath)
            }
            return Response.json(rendered(message))
        }
        router.get("v1/Services/:service") { request, context in
            let sid = context.part("service")
            guard sid == messages.messagingServiceSID else { throw TwilioFailure.notFound(request.rawPath) }
            return Response.json([
                "sid": .string(sid), "account_sid": .string(account.sid), "friendly_name": "Simulated",
                "url": .string("https://messaging.twilio.com/v1/Services/\(sid)"),
            ])
        }
    }

    private func rendered(_ message: TwilioMessages.Message) -> JSON {
        let uri = "/2010-04-01/Accounts/\(account.sid)/Messages/\(message.sid)"
        return [
            "sid": .string(message.sid), "account_sid": .string(account.sid), "api_version": "2010-04-01",
            "body": .string(message.order.body), "from": .optional(message.from), "to": .string(message.order.to),
            "messaging_service_sid": .optional(message.order.messagingServiceSID), "direction": "outbound-api",
            "status": .string(message.status), "num_segments": .string(String(message.order.segments)),
            "num_media": .string(String(message.order.media.count)),
            "error_code": message.errorCode.map(JSON.integer) ?? nil, "error_message": nil, "price": nil,
            "price_unit": "USD", "date_created": .string(TwilioRendering.date(message.created)),
            "date_updated": .string(TwilioRendering.date(message.updated)), "date_sent": nil,
            "uri": .string("\(uri).json"), "subresource_uris": ["media": .string("\(uri)/Media.json")],
        ]
    }
}

import Hummingbird
import NIOCore

/// The routes for pictures that came with texts; as at Twilio, who knows the URL may fetch them.
struct MediaRoutes {
    let account: TwilioAccount
    let desk: TextDesk

    /// Adds the routes to those of the REST API.
    func add(to router: Router<SimulatorContext>) {
        router.get("2010-04-01/Accounts/:account/Messages/:message/Media/:media") { request, context in
            try TwilioRequest.check(context, account)
            guard let media = await desk.media[context.part("media")] else {
                throw TwilioFailure.notFound(request.rawPath)
            }
            return Response(
                status: .ok, headers: [.contentType: media.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: media.bytes)))
        }
    }
}

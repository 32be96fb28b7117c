public import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP as both sides speak it: bounded, with the time of arrival noted, and deaf to uploads that nobody wants.
    public static var voicegate: HTTPServerBuilder {
        HTTPServerBuilder { responder in
            EventLoopChannel(HTTP1Channel(responder: responder, configuration: configuration))
        }
    }

    private static var configuration: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ArrivalStamp(), RequestDeadline(), UnwantedUpload()],
            idleTimeout: .seconds(Limits.idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: Limits.headers, maxHeaderListSize: Limits.headers, maxHeaderFieldCount: 100))
    }
}

public import Hummingbird
import Logging
import NIOCore

/// The context of every request.
public struct AppContext: RequestContext {
    /// What Hummingbird needs of a context.
    public var coreContext: CoreRequestContextStorage
    /// When the request came in.
    public let arrivedAt: ContinuousClock.Instant

    /// Makes the context of a request that has just come in.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        arrivedAt = .now
    }

    /// No request of Twilio's or Okta's comes near it.
    public var maxUploadSize: Int { Limits.body }
}

/// Bounds on what a request may be.
public enum Limits {
    /// Bytes of a body.
    public static let body = 64 * 1024
    /// Bytes of all header fields together.
    public static let headers = 16 * 1024
    /// Seconds for an answer to Twilio, who gives up at 15 (https://www.twilio.com/docs/api/errors/11205).
    public static let voiceAnswer: Duration = .seconds(11)
    /// Seconds that a connection may be idle.
    public static let idle: Int64 = 60
}

public import Hummingbird
import Logging
import NIOCore
import Synchronization

/// The context of every request.
public struct AppContext: RequestContext {
    /// What Hummingbird needs of a context.
    public var coreContext: CoreRequestContextStorage
    /// When the request came in: when its head was read, where ``Arrivals`` says so, or when its handler began.
    public internal(set) var arrivedAt: ContinuousClock.Instant
    /// The call or event that the request turns out to be about.
    public let subject = RequestSubject()

    /// Makes the context of a request that has just come in.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        arrivedAt = .now
    }

    /// No request of Twilio's or Okta's comes near it.
    public var maxUploadSize: Int { Limits.body }
}

/// What a request is about, for the lines that are written about it when it is over.
public final class RequestSubject: Sendable {
    private let named = Mutex<Logger.Metadata>([:])

    /// Makes a subject that is not known yet.
    public init() {}

    /// Names the subject.
    ///
    /// - Parameters:
    ///   - key: `call_sid` or `event_id`.
    ///   - value: The id; no number and no code.
    public func name(_ key: String, _ value: String) { named.withLock { $0[key] = "\(value)" } }

    var metadata: Logger.Metadata { named.withLock { $0 } }
}

/// Bounds on what a request may be.
public enum Limits {
    /// Bytes of a body.
    public static let body = 64 * 1024
    /// Bytes of a batch of events or reports (https://learn.microsoft.com/azure/event-grid/quotas-limits).
    public static let batch = 2 << 20
    /// Bytes of all header fields together.
    public static let headers = 16 * 1024
    /// Seconds for an answer to Twilio, who gives up at 15 (https://www.twilio.com/docs/api/errors/11205).
    public static let voiceAnswer: Duration = .seconds(11)
    /// Seconds that a connection may be idle.
    public static let idle: Int64 = 60
}

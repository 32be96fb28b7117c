public import Hummingbird
import Instrumentation
public import Logging
import Synchronization

/// The context of every request.
public struct AppContext: RequestContext {
    /// What Hummingbird needs of a context.
    public var coreContext: CoreRequestContextStorage
    /// When the request came in: when its head was read, where ``Arrivals`` says so, or when its handler began.
    public internal(set) var arrivedAt: ContinuousClock.Instant
    /// The call or event that the request turns out to be about.
    public let subject: RequestSubject

    /// Makes the context of a request that has just come in.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        subject = RequestSubject(request: source.logger[metadataKey: RequestSubject.serversName])
        arrivedAt = .now
    }

    /// No request of Twilio's or Okta's comes near it.
    public var maxUploadSize: Int { Limits.body }
}

/// What a request is about, for every line that is written while it is answered and when it is over.
public final class RequestSubject: Sendable {
    /// The server's own name for what our lines call `request_id`.
    static let serversName = "hb.request.id"

    /// What lines carry, whichever logger writes them: ``RequestTracing`` puts the subject into the task's context.
    ///
    /// It is asked only where a line is written, so that a request without lines pays nothing for it.
    public static let metadata = Logger.MetadataProvider { InstrumentationContext.current?.subject?.metadata ?? [:] }

    private let named: Mutex<Logger.Metadata>

    /// Makes a subject of which no more is known than the request.
    ///
    /// - Parameter request: The request's id.
    public init(request: Logger.MetadataValue? = nil) {
        named = Mutex(request.map { ["request_id": $0] } ?? [:])
    }

    /// Names the subject.
    ///
    /// - Parameters:
    ///   - key: `call_sid`, `event_id` or another name of an id.
    ///   - value: The id; no number and no code.
    public func name(_ key: String, _ value: String) { named.withLock { $0[key] = "\(value)" } }

    var metadata: Logger.Metadata { named.withLock { $0 } }
}

extension AppContext {
    /// The logger of what follows, once it is known what the request is about.
    ///
    /// - Parameters:
    ///   - key: `call_sid`, `event_id` or another name of an id.
    ///   - value: The id; no number and no code.
    /// - Returns: A logger that may outlive the request, and names the subject still.
    func logger(about key: String, _ value: String) -> Logger {
        subject.name(key, value)
        var logger = logger
        logger[metadataKey: key] = "\(value)"
        return logger
    }
}

extension InstrumentationContext {
    private enum SubjectKey: InstrumentationContextKey { typealias Value = RequestSubject }

    /// What the request is about that a task works for; nil outside of one.
    var subject: RequestSubject? {
        get { self[SubjectKey.self] }
        set { self[SubjectKey.self] = newValue }
    }
}

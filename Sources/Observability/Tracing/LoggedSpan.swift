public import Instrumentation
import Logging
import Synchronization
public import Tracing

/// A span that becomes a line of the log when it ends.
public final class LoggedSpan: Span {
    private struct State {
        var name: String
        var attributes: SpanAttributes = [:]
        var status: SpanStatus?
        var errorType: String?
        var isRecording: Bool
    }

    /// Where the span is in its trace.
    public let context: InstrumentationContext

    private let state: Mutex<State>
    private let parentID: String?
    private let kind: SpanKind
    private let startedAt: UInt64
    private let logger: Logger

    init(
        _ name: String, context: InstrumentationContext, parentID: String?, kind: SpanKind, startedAt: UInt64,
        logger: Logger
    ) {
        self.context = context
        self.parentID = parentID
        self.kind = kind
        self.startedAt = startedAt
        self.logger = logger
        let isRecording = logger.logLevel <= .debug && context.trace?.isSampled == true
        state = Mutex(State(name: name, isRecording: isRecording))
    }

    /// Whether what is added is kept.
    public var isRecording: Bool { state.withLock(\.isRecording) }

    /// What is done, in words without variable parts.
    public var operationName: String {
        get { state.withLock(\.name) }
        set { state.withLock { $0.name = newValue } }
    }

    /// Bounded values; never a number, a code or a query.
    public var attributes: SpanAttributes {
        get { state.withLock(\.attributes) }
        set { state.withLock { if $0.isRecording { $0.attributes = newValue } } }
    }

    /// Notes how it went.
    public func setStatus(_ status: SpanStatus) { state.withLock { $0.status = status } }

    /// Events are lines of the log already: they are not kept.
    public func addEvent(_ event: SpanEvent) {}

    /// Links are not kept.
    public func addLink(_ link: SpanLink) {}

    /// Notes the type of an error; its words may hold anything.
    public func recordError(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> some TracerInstant
    ) {
        state.withLock { $0.errorType = String(describing: type(of: error)) }
    }

    /// Writes the line, once.
    public func end(at instant: @autoclosure () -> some TracerInstant) {
        let ended: State? = state.withLock { state in
            guard state.isRecording else { return nil }
            state.isRecording = false
            return state
        }
        guard let ended, let trace = context.trace else { return }
        let now = instant().nanosecondsSinceEpoch
        var metadata: Logger.Metadata = [
            "trace_id": "\(trace.traceID)", "span_id": "\(trace.spanID)", "kind": "\(kind)", "name": "\(ended.name)",
            "us": "\((now < startedAt ? 0 : now - startedAt) / 1000)",
        ]
        if let parentID { metadata["parent_id"] = "\(parentID)" }
        if let errorType = ended.errorType { metadata["error_type"] = "\(errorType)" }
        if ended.status?.code == .error { metadata["status"] = "error" }
        ended.attributes.forEach { name, value in
            if let text = Self.text(value) { metadata[name] = "\(text)" }
        }
        logger.debug("span", metadata: metadata)
    }

    private static func text(_ value: SpanAttribute) -> String? {
        switch value {
        case .int32(let number): String(number)
        case .int64(let number): String(number)
        case .bool(let flag): String(flag)
        case .string(let text): text
        default: nil
        }
    }
}

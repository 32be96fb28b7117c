public import Instrumentation
public import Logging
public import Tracing

/// Traces requests by W3C trace context and writes every span as a line of the log.
///
/// The header `traceparent` is accepted and passed on, so that a proxy before us and whatever is behind us show one
/// trace. Spans are written at `debug`, with `trace_id`, `span_id` and `parent_id`: what collects the logs can build the
/// tree. A trace that its caller does not keep is passed on and not written.
public struct LogTracer: Tracer {
    private static let header = "traceparent"

    private let logger: Logger
    private let makeRandom: @Sendable () -> any RandomNumberGenerator & Sendable

    /// Makes a tracer.
    ///
    /// - Parameter logger: Where spans go.
    public init(logger: Logger) {
        self.init(logger: logger) { SystemRandomNumberGenerator() }
    }

    init(logger: Logger, makeRandom: @escaping @Sendable () -> any RandomNumberGenerator & Sendable) {
        self.logger = logger
        self.makeRandom = makeRandom
    }

    /// Begins a span under the one in the context.
    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> LoggedSpan {
        var context = context()
        let parent = context.trace
        var random = makeRandom()
        context.trace = parent?.child(using: &random) ?? .root(using: &random)
        return LoggedSpan(
            operationName, context: context, parentID: parent?.spanID, kind: kind,
            startedAt: instant().nanosecondsSinceEpoch, logger: logger)
    }

    /// Spans are written as they end: there is nothing to flush.
    public func forceFlush() {}

    /// Reads `traceparent`; a malformed one is ignored.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        if let header = extractor.extract(key: Self.header, from: carrier) {
            context.trace = TraceContext(traceparent: header)
        }
    }

    /// Writes `traceparent`.
    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        if let trace = context.trace { injector.inject(trace.traceparent, forKey: Self.header, into: &carrier) }
    }
}

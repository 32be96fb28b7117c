import Instrumentation
import Logging
import Testing
import Tracing

@testable import Observability

@Suite struct LogTracerTests {
    private struct Dictionaries: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }

    private let sink = CapturingSink()

    private func tracer(_ level: Logger.Level = .debug) -> LogTracer {
        let sink = sink
        var logger = Logger(label: "trace") { label in
            JSONLogHandler(label: label, level: level, sink: sink, redaction: Redaction(secrets: []) { $0 })
        }
        logger.logLevel = level
        return LogTracer(logger: logger)
    }

    @Test func `A caller's trace is continued and passed on`() throws {
        let tracer = tracer()
        var context = InstrumentationContext.topLevel
        let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        tracer.extract(["traceparent": header], into: &context, using: Dictionaries())
        let span = tracer.startSpan(
            "GET /ready", context: context, ofKind: .server, at: DefaultTracerClock.now, function: "", file: "", line: 0
        )
        var carrier: [String: String] = [:]
        tracer.inject(span.context, into: &carrier, using: Dictionaries())
        let passedOn = try #require(carrier["traceparent"].flatMap { TraceContext(traceparent: $0) })
        #expect(passedOn.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(passedOn.spanID != "00f067aa0ba902b7")
        span.attributes["http.response.status_code"] = 200
        span.end()
        span.end()
        let line = try #require(sink.lines.first)
        #expect(sink.lines.count == 1)
        #expect(line.contains(#""trace_id":"4bf92f3577b34da6a3ce929d0e0e4736""#))
        #expect(line.contains(#""parent_id":"00f067aa0ba902b7""#))
        #expect(line.contains(#""http.response.status_code":"200""#))
    }

    @Test func `A trace begins here when none came, and is written only at debug`() throws {
        let span = tracer(.info).startSpan(
            "POST /x", context: .topLevel, ofKind: .server, at: DefaultTracerClock.now, function: "", file: "", line: 0)
        #expect(!span.isRecording)
        span.end()
        #expect(sink.lines.isEmpty)
        let trace = try #require(span.context.trace)
        #expect(TraceContext(traceparent: trace.traceparent) == trace)
    }

    @Test func `A trace that its caller does not keep is passed on and not written`() {
        var context = InstrumentationContext.topLevel
        context.trace = TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
        let span = tracer().startSpan(
            "x", context: context, ofKind: .client, at: DefaultTracerClock.now, function: "", file: "", line: 0)
        span.end()
        #expect(sink.lines.isEmpty)
        #expect(span.context.trace?.traceparent.hasSuffix("-00") == true)
    }

    @Test(arguments: [
        "", "00", "00-0-0-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz",
    ])
    func `A malformed header is ignored`(header: String) {
        #expect(TraceContext(traceparent: header) == nil)
    }

    @Test func `A header of a later version is read by its first four fields`() {
        let header = "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
        #expect(TraceContext(traceparent: header)?.isSampled == true)
    }
}

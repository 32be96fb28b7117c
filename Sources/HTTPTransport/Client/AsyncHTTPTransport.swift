import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization
import Tracing

/// Sends requests with AsyncHTTPClient: pooled connections, no redirects, bounded answers, a deadline on each.
public struct AsyncHTTPTransport: HTTPTransport {
    private let client: HTTPClient
    private let targets = KnownTargets()

    /// Bytes of an answer that are read at most.
    static let largestAnswer = 1 << 20

    /// How many requests may be under way at one host before others wait.
    private static let connectionsPerHost = 128
    /// How long a connection may take, TLS included.
    private static let connectTimeout = TimeAmount.seconds(3)
    /// How long a connection is kept that nobody uses.
    ///
    /// Vendors close theirs after a minute or more; who closes first does not find a connection gone in the moment it is
    /// needed.
    private static let idleTimeout = TimeAmount.seconds(50)

    /// Makes a transport with connections of its own; end it with ``shutdown()``.
    public init() {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: Self.connectTimeout),
            connectionPool: .init(
                idleTimeout: Self.idleTimeout,
                concurrentHTTP1ConnectionsPerHostSoftLimit: Self.connectionsPerHost))
        // One HTTP/2 connection that died in silence would take every caller with it; here it takes one request.
        configuration.httpVersion = .http1Only
        // A caller is waiting: an upstream that cannot be reached is said at once. RetryPolicy tries again.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Spans would carry whole URLs.
        configuration.tracing.tracer = nil
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes all connections.
    public func shutdown() async {
        try? await client.shutdown()
    }

    /// Sends a request once; see ``HTTPTransport/send(_:deadline:)``.
    public func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> OutboundResponse {
        let begin = ContinuousClock.now
        let result: Result<OutboundResponse, TransportError>
        if begin < deadline {
            result = await traced(request, within: deadline - begin)
        } else {
            let late = TransportError(.timeout, isRequestUnsent: true, "no time was left to ask \(request.upstream)")
            result = .failure(late)
        }
        UpstreamMeter.record(request, result, taking: .now - begin)
        return try result.get()
    }

    /// Executes a request in a span of its own, whose context goes along as headers.
    private func traced(
        _ request: OutboundRequest, within time: Duration
    ) async -> Result<OutboundResponse, TransportError> {
        await withSpan("\(request.upstream) \(request.operation)", ofKind: .client) { span in
            var request = request
            InstrumentationSystem.instrument.inject(span.context, into: &request.headers, using: HeaderInjector())
            let result = await execute(request, within: time)
            switch result {
            case .success(let response): span.attributes["http.response.status_code"] = response.status
            case .failure(let error): span.recordError(error)
            }
            return result
        }
    }

    private func execute(
        _ request: OutboundRequest, within time: Duration
    ) async -> Result<OutboundResponse, TransportError> {
        let collector = AnswerCollector(limit: Self.largestAnswer, method: request.method)
        do {
            var outgoing = try targets.request(request.method, request.url)
            outgoing.headers = HTTPHeaders(request.headers.fields.map { ($0.name, $0.value) })
            if !outgoing.headers.contains(name: "User-Agent") {
                outgoing.headers.add(name: "User-Agent", value: Program.userAgent)
            }
            outgoing.body = request.body.map { .byteBuffer(ByteBuffer(bytes: $0)) }
            // The delegate's kind of request is the one whose deadline covers the body, and that tells when it is sent.
            let task = client.execute(request: outgoing, delegate: collector, deadline: .now() + TimeAmount(time))
            let response = try await withTaskCancellationHandler {
                try await task.get()
            } onCancel: {
                task.cancel()
            }
            return .success(response)
        } catch {
            return .failure(TransportError(error, isSent: collector.isSent, upstream: request.upstream))
        }
    }
}

/// Remembers URLs that were read: most requests of a busy service go to a few, and to read one costs as much as to send
/// it.
private final class KnownTargets: Sendable {
    private static let capacity = 64
    private let known = Mutex<[String: HTTPClient.Request]>([:])

    /// A request without headers and body.
    ///
    /// - Throws: `HTTPClientError` for what is no URL of HTTP.
    func request(_ method: String, _ url: String) throws -> HTTPClient.Request {
        let key = "\(method) \(url)"
        if let request = known.withLock({ $0[key] }) { return request }
        let request = try HTTPClient.Request(url: url, method: HTTPMethod(rawValue: method))
        known.withLock { known in
            // Those with a person's id in them come once.
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[key] = request
        }
        return request
    }
}

/// Writes trace context into headers.
private struct HeaderInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout OutboundHeaders) { carrier[key] = value }
}

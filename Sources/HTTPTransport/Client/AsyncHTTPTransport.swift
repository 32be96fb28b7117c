import AsyncHTTPClient
import Foundation
import Metrics
import NIOCore
import NIOHTTP1
import NIOPosix

/// Sends requests with AsyncHTTPClient: pooled connections, no redirects, bounded answers, a deadline on each.
public struct AsyncHTTPTransport: HTTPTransport {
    private let client: HTTPClient

    /// Bytes of an answer that are read at most.
    static let largestAnswer = 1 << 20

    /// Makes a transport with connections of its own; end it with ``shutdown()``.
    ///
    /// - Parameter connectionsPerHost: How many requests may be under way at one host before others wait.
    public init(connectionsPerHost: Int = 128) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(4), read: .seconds(15)),
            connectionPool: .init(
                idleTimeout: .seconds(90), concurrentHTTP1ConnectionsPerHostSoftLimit: connectionsPerHost))
        configuration.httpVersion = .automatic
        // A caller is waiting: an upstream that cannot be reached is said at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes all connections.
    public func shutdown() async {
        try? await client.shutdown()
    }

    public func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> OutboundResponse {
        let begin = ContinuousClock.now
        guard begin < deadline else {
            throw TransportError(.timeout, isRequestUnsent: true, "no time was left to ask \(request.upstream)")
        }
        do {
            let response = try await execute(request, within: deadline - begin)
            record(request, since: begin, outcome: response.status == 429 ? "429" : "\(response.status / 100)xx")
            return response
        } catch {
            let error = Self.describe(error, upstream: request.upstream)
            record(request, since: begin, outcome: error.code.rawValue)
            throw error
        }
    }

    private func execute(_ request: OutboundRequest, within time: Duration) async throws -> OutboundResponse {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for field in request.headers.fields { outgoing.headers.add(name: field.name, value: field.value) }
        if let body = request.body {
            outgoing.body = .bytes(ByteBuffer(bytes: body))
        } else if request.method != "GET" && request.method != "DELETE" {
            // Okta answers 411 without it (core-okta-api).
            outgoing.body = .bytes(ByteBuffer())
        }
        let limit = TimeAmount.nanoseconds(Int64(time / .nanoseconds(1)))
        let response = try await client.execute(outgoing, timeout: limit)
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        return OutboundResponse(
            status: Int(response.status.code), headers: OutboundHeaders(response.headers.map { ($0.name, $0.value) }),
            body: Array(buffer: body))
    }

    private func record(_ request: OutboundRequest, since begin: ContinuousClock.Instant, outcome: String) {
        Timer(
            label: "voicegate_upstream_request_seconds",
            dimensions: [("upstream", request.upstream), ("operation", request.operation), ("outcome", outcome)]
        ).recordNanoseconds(Int64((ContinuousClock.now - begin) / .nanoseconds(1)))
    }

    private static func describe(_ error: any Error, upstream: String) -> TransportError {
        switch error {
        case is CancellationError: return TransportError(.cancelled, "the request to \(upstream) was given up")
        case is NIOTooManyBytesError: return TransportError(.tooLarge, "\(upstream) answered more than makes sense")
        case let error as HTTPClientError: return describe(error, upstream)
        case is NIOConnectionError: return TransportError(.connect, "\(upstream) cannot be reached")
        case ChannelError.connectTimeout: return TransportError(.connect, "\(upstream) cannot be reached")
        case let error as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
            return TransportError(.connect, "\(upstream) cannot be reached")
        case is ChannelError, is IOError: return TransportError(.interrupted, "the connection to \(upstream) broke")
        default: return TransportError(.interrupted, "the request to \(upstream) failed (\(type(of: error)))")
        }
    }

    private static func describe(_ error: HTTPClientError, _ upstream: String) -> TransportError {
        switch error {
        case .cancelled: return TransportError(.cancelled, "the request to \(upstream) was given up")
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .socksHandshakeTimeout,
            .emptyHost, .emptyScheme, .invalidURL:
            return TransportError(.connect, "\(upstream) cannot be reached: \(error.shortDescription)")
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            return TransportError(.timeout, "\(upstream) did not answer in time")
        default: return TransportError(.interrupted, "\(upstream) broke off: \(error.shortDescription)")
        }
    }
}

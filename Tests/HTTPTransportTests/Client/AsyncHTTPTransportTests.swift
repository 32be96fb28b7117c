import CoreMetrics
import HTTPTransport
import Testing

@Suite("Requests over a real socket")
struct AsyncHTTPTransportTests {
    /// Sends one request to a server that answers as told.
    private func send(
        _ answer: RawServer.Answer, method: String = "GET", scheme: String = "http", body: [UInt8]? = nil,
        within time: Duration = .seconds(10)
    ) async throws -> (result: Result<OutboundResponse, TransportError>, heard: String) {
        let server = try await RawServer.start(answer)
        let transport = AsyncHTTPTransport()
        let request = OutboundRequest(
            method: method, url: "\(scheme)://127.0.0.1:\(server.port)/x?secret=1", body: body, upstream: "test",
            operation: "probe")
        let result: Result<OutboundResponse, TransportError>
        do {
            result = .success(try await transport.send(request, deadline: .now + time))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        try await server.stop()
        return (result, server.heard)
    }

    private func error(_ result: Result<OutboundResponse, TransportError>) -> TransportError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test("An answer comes with its status, headers and body")
    func answer() async throws {
        let (result, _) = try await send(
            .text("HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-A: 1\r\nX-A: 2\r\n\r\nok"))
        let response = try result.get()
        #expect(response.status == 201)
        #expect(response.headers.values(of: "x-a") == ["1", "2"])
        #expect(response.body == Array("ok".utf8))
    }

    @Test("A POST or PUT without a body says so, a GET says nothing", arguments: ["POST", "PUT", "GET", "DELETE"])
    func emptyBody(method: String) async throws {
        let (_, heard) = try await send(.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), method: method)
        #expect(heard.lowercased().contains("content-length: 0") == ["POST", "PUT"].contains(method))
    }

    @Test("A body goes out with its length")
    func body() async throws {
        let (result, heard) = try await send(
            .text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), method: "POST", body: Array("a=1".utf8))
        #expect(try result.get().status == 200)
        #expect(heard.lowercased().contains("content-length: 3"))
        #expect(heard.hasPrefix("POST /x?secret=1 HTTP/1.1\r\n"))
    }

    @Test("A request names the program that sends it")
    func userAgent() async throws {
        let (_, heard) = try await send(.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        #expect(heard.lowercased().contains("user-agent: \(Program.userAgent.lowercased())\r\n"))
    }

    @Test("A redirect is not followed: credentials would go along")
    func redirect() async throws {
        let (result, _) = try await send(
            .text("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"))
        #expect(try result.get().status == 302)
    }

    @Test(
        "A server that is slow with its head or its body is left at the deadline, what it did unknown",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
    func slow(said: String) async throws {
        let begin = ContinuousClock.now
        // Time enough to connect and send on a machine that freezes for a moment.
        let (result, _) = try await send(said.isEmpty ? .silence : .text(said), within: .seconds(2))
        #expect(error(result)?.code == .timeout)
        #expect(error(result)?.isRequestUnsent == false)
        #expect(ContinuousClock.now - begin < .seconds(10))
    }

    @Test(
        "A connection that is cut leaves what the server did unknown",
        arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
    func cut(said: String) async throws {
        let (result, _) = try await send(.cut(after: said), method: "POST", body: [1])
        #expect(error(result)?.code == .interrupted)
        #expect(error(result)?.isRequestUnsent == false)
    }

    @Test("What is no HTTP is an error")
    func nonsense() async throws {
        let (result, _) = try await send(.cut(after: "SSH-2.0-OpenSSH_9.2\r\n\r\n"))
        #expect(error(result)?.code == .interrupted)
    }

    @Test("An answer of more than a megabyte is refused, announced or not")
    func huge() async throws {
        let body = String(repeating: "x", count: 1_100_000)
        for head in ["Content-Length: 1100000", "Connection: close"] {
            let (result, _) = try await send(.cut(after: "HTTP/1.1 200 OK\r\n\(head)\r\n\r\n\(body)"))
            #expect(error(result)?.code == .tooLarge)
        }
    }

    @Test("A connection whose TLS fails has sent nothing")
    func tls() async throws {
        let (result, _) = try await send(.cut(after: "no TLS here"), method: "POST", scheme: "https")
        #expect(error(result)?.code == .connect)
        #expect(error(result)?.isRequestUnsent == true)
    }

    @Test("Where nobody listens nothing was sent", arguments: ["http://127.0.0.1:1/", "nonsense", "ftp://127.0.0.1/"])
    func unreachable(url: String) async throws {
        let transport = AsyncHTTPTransport()
        let request = OutboundRequest(method: "POST", url: url, upstream: "test", operation: "probe")
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(request, deadline: .now + .seconds(5))
        }
        #expect(error?.code == .connect)
        #expect(error?.isRequestUnsent == true)
        await transport.shutdown()
    }

    @Test("After the deadline nothing is sent")
    func late() async throws {
        let (result, heard) = try await send(.silence, within: .zero)
        #expect(error(result)?.code == .timeout)
        #expect(error(result)?.isRequestUnsent == true)
        #expect(heard.isEmpty)
    }

    @Test("A task that is cancelled gives its request up")
    func cancelled() async throws {
        let task = Task { try await send(.silence) }
        task.cancel()
        #expect(error(try await task.value.result)?.code == .cancelled)
    }

    @Test("An error's words tell nothing of the URL")
    func discretion() async throws {
        let (result, _) = try await send(.cut(after: ""))
        let words = "\(try #require(error(result)))"
        #expect(words.contains("test"))
        #expect(!words.contains("secret") && !words.contains("127.0.0.1"))
    }

    @Test("Many requests at once do not wait for each other's connections")
    func parallel() async throws {
        let server = try await RawServer.start(.silence)
        let transport = AsyncHTTPTransport()
        let url = "http://127.0.0.1:\(server.port)/"
        let request = OutboundRequest(method: "GET", url: url, upstream: "test", operation: "probe")
        await withTaskGroup { group in
            for _ in 0..<64 {
                group.addTask { _ = try? await transport.send(request, deadline: .now + .seconds(20)) }
            }
            let limit = ContinuousClock.now + .seconds(10)
            while server.connections < 64, .now < limit { await Task.yield() }
            group.cancelAll()
        }
        #expect(server.connections == 64)
        await transport.shutdown()
        try await server.stop()
    }

    @Test(
        "What a request took is measured by outcome",
        arguments: [
            (200, "2xx"), (204, "2xx"), (302, "error"), (404, "4xx"), (429, "429"), (503, "5xx"), (0, "timeout"),
            (-1, "error"),
        ])
    func metrics(status: Int, outcome: String) async throws {
        let metrics = CapturingMetrics()
        let answer: RawServer.Answer =
            switch status {
            case 0: .silence
            case -1: .cut(after: "")
            default: .text("HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n")
            }
        try await withMetricsFactory(metrics) {
            _ = try await send(answer, within: status == 0 ? .milliseconds(50) : .seconds(10))
        }
        #expect(
            metrics.timers == [
                "voicegate_upstream_request_seconds{upstream=test,operation=probe,outcome=\(outcome)}"
            ])
    }
}

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A request of a vendor's, or of Okta's, to the service.
struct OutgoingRequest: Sendable, Equatable {
    var method = "POST"

    /// The URL as the vendor knows it.
    var url: String
    var headers: [FormField] = []
    var body: [UInt8] = []
}

/// What came of such a request.
enum OutgoingReply: Sendable, Equatable {
    case answer(status: Int, headers: [FormField], body: [UInt8])

    /// No answer, and why.
    case failure(String)

    /// The status; `nil` without an answer.
    var status: Int? { if case .answer(let status, _, _) = self { status } else { nil } }
}

/// Sends the requests of Okta, 8x8 and Azure to the service: one attempt, no redirects, a limit of time.
struct OutgoingRequests: Sendable {
    let client: HTTPClient
    let journal: Journal
    let service: SharedAddress

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - request: What is sent.
    ///   - time: How long everything together may take.
    /// - Returns: The answer, or why there is none.
    func send(_ request: OutgoingRequest, within time: Duration) async -> OutgoingReply {
        let began = ContinuousClock.now
        let url = service.value.local(request.url)
        var message = HTTPClientRequest(url: url)
        message.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        if !request.body.isEmpty { message.body = .bytes(ByteBuffer(bytes: request.body)) }
        let reply = await answer(to: message, within: time)
        // The query may hold the secret that the service wants to see, so the log does without.
        journal.record(
            .request(
                RequestRecord(
                    upstream: .service, method: request.method,
                    path: URLComponents(string: url)?.percentEncodedPath ?? "/", query: nil, status: reply.status,
                    milliseconds: began.duration(to: .now).seconds * 1000)))
        return reply
    }

    private func answer(to message: HTTPClientRequest, within time: Duration) async -> OutgoingReply {
        do {
            let response = try await client.execute(message, timeout: .nanoseconds(Int64(time.seconds * 1e9)))
            let body = try await response.body.collect(upTo: 1 << 20)
            return .answer(
                status: Int(response.status.code), headers: response.headers.map { FormField($0.name, $0.value) },
                body: Array(buffer: body))
        } catch let error as HTTPClientError {
            return .failure(error == .deadlineExceeded ? "no answer in time" : error.shortDescription)
        } catch {
            return .failure("no connection")
        }
    }
}

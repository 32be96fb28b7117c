import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Sends Twilio's requests over HTTP, with Twilio's time limits and retries.
struct HTTPWebhookFetcher: WebhookFetcher {
    /// Twilio's code for a connection that could not be made.
    static let connectFailure = 11205

    /// Twilio's code for an answer that did not come.
    static let retrievalFailure = 11200

    let client: HTTPClient
    let journal: Journal

    /// Where requests to a public base URL really go.
    let localURL: @Sendable (String) async -> String

    func fetch(_ request: WebhookRequest) async -> WebhookReply {
        let overrides = ConnectionOverrides(url: request.url)
        let deadline = ContinuousClock.now + .milliseconds(overrides.totalTimeout)
        var reply = await attempt(request, until: deadline)
        var retries = overrides.retries
        while retries > 0, overrides.allowsRetry(after: reply), ContinuousClock.now < deadline, !Task.isCancelled {
            retries -= 1
            reply = await attempt(request, until: deadline)
        }
        return reply
    }

    private func attempt(_ request: WebhookRequest, until deadline: ContinuousClock.Instant) async -> WebhookReply {
        let began = ContinuousClock.now
        let url = await localURL(String(request.url.prefix { $0 != "#" }))
        var message = HTTPClientRequest(url: url)
        message.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        if request.method != "GET" { message.body = .bytes(ByteBuffer(string: request.body)) }
        let left = max(began.duration(to: deadline), .milliseconds(1))
        let reply = await answer(to: message, within: left)
        record(request, url: url, reply: reply, began: began)
        return reply
    }

    private func answer(to message: HTTPClientRequest, within time: Duration) async -> WebhookReply {
        do {
            let response = try await client.execute(message, timeout: .nanoseconds(Int64(time.seconds * 1e9)))
            // One byte more than is allowed is enough to see that it is too much.
            let body = try await response.body.collect(upTo: 1 << 20)
            return .answer(
                status: Int(response.status.code),
                headers: response.headers.map { FormField($0.name, $0.value) },
                body: Array(buffer: body))
        } catch let error as HTTPClientError where error == .connectTimeout {
            return .failure(code: Self.connectFailure, "no connection within five seconds")
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout {
            return .failure(code: Self.retrievalFailure, "no answer within 15 seconds")
        } catch let error as HTTPClientError {
            return .failure(code: Self.retrievalFailure, error.shortDescription)
        } catch {
            return .failure(code: Self.connectFailure, "\(error)")
        }
    }

    private func record(_ request: WebhookRequest, url: String, reply: WebhookReply, began: ContinuousClock.Instant) {
        var status: Int?
        if case .answer(let code, _, _) = reply { status = code }
        let parts = URLComponents(string: url)
        journal.record(
            .request(
                RequestRecord(
                    upstream: .service, method: request.method, path: parts?.percentEncodedPath ?? "/",
                    // A GET carries what the caller entered in its query.
                    query: request.method == "GET" ? nil : parts?.percentEncodedQuery, status: status,
                    milliseconds: began.duration(to: .now).seconds * 1000)))
    }
}

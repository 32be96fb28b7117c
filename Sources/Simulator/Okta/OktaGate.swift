import Foundation
import HTTPTypes
import Hummingbird

/// Decides who may ask the simulated Okta.
///
/// A seam: OAuth 2.0 with DPoP is another implementation.
protocol OktaAuthorizer: Sendable {
    /// Judges a request by its headers.
    ///
    /// - Returns: The refusal, or `nil` when the request may go on.
    func refusal(of request: Request) async -> OktaFailure?
}

/// Admits the org's API token, presented as `Authorization: SSWS …`.
struct TokenAuthorizer: OktaAuthorizer {
    let org: OktaOrg

    func refusal(of request: Request) async -> OktaFailure? {
        // Okta's own Python client (3.x) leaves out the blank, so the real Okta does not insist on it.
        guard let header = request.headers[.authorization], header.hasPrefix("SSWS") else { return .invalidToken }
        return await header.dropFirst("SSWS".count).drop { $0 == " " } == org.settings.token ? nil : .invalidToken
    }
}

/// What holds for every request to Okta: authorisation, rate limits, a stated length, Okta's error objects.
struct OktaGate: RouterMiddleware {
    let org: OktaOrg
    let authorizer: any OktaAuthorizer

    func handle(
        _ request: Request, context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        let standing = await org.take(path: request.rawPath)
        var response: Response
        do {
            try await admit(request, standing: standing)
            response = try await next(request, context)
        } catch let failure as OktaFailure {
            response = Self.response(to: failure, id: await org.freshID("oae"))
        } catch let error as any HTTPResponseError {
            let failure = error.status == .notFound ? OktaFailure.methodNotSupported : .malformedBody
            response = Self.response(to: failure, id: await org.freshID("oae"))
        }
        if response.headers[named: "X-Rate-Limit-Reset"] == nil {
            response.headers[named: "X-Rate-Limit-Limit"] = String(standing.limit)
            response.headers[named: "X-Rate-Limit-Remaining"] = String(standing.remaining)
            response.headers[named: "X-Rate-Limit-Reset"] = String(standing.reset)
        }
        response.headers[named: "X-Okta-Request-Id"] = await org.freshID("req")
        return response
    }

    private func admit(_ request: Request, standing: OktaRateLimiter.Standing) async throws {
        if let refusal = await authorizer.refusal(of: request) { throw refusal }
        if standing.isExceeded { throw OktaFailure.tooManyRequests }
        guard request.method == .post || request.method == .put else { return }
        // "Any PUT or POST request with no Content-Length header nor a body returns a 411 error." (Okta's reference)
        guard request.tellsBodyLength else {
            throw OktaFailure(status: 411, code: "E0000003", summary: "Length Required")
        }
        let isEmpty = request.headers[.contentLength] == "0"
        let type = request.headers[.contentType]?.lowercased() ?? ""
        if !isEmpty, !type.hasPrefix("application/json") { throw OktaFailure.unsupportedMediaType }
    }

    static func response(to failure: OktaFailure, id: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        for (name, value) in failure.headers { headers[named: name] = value }
        return .json(failure.body(id: id), status: failure.status, headers: headers)
    }

    /// The headers of a bucket that is used up for a while.
    static var exhausted: HTTPFields {
        var headers = HTTPFields()
        headers[named: "X-Rate-Limit-Limit"] = "600"
        headers[named: "X-Rate-Limit-Remaining"] = "0"
        headers[named: "X-Rate-Limit-Reset"] = String(Int(Date().timeIntervalSince1970) + 30)
        return headers
    }
}

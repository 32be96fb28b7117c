import HTTPTypes
import Hummingbird

/// The routes that need no authorization: the token endpoint, and what the org says of itself.
struct OAuthRoutes {
    let org: OktaOrg
    let tokens: OktaTokens

    /// Adds the routes; those that are added after the gate stay behind it.
    func add(to router: Router<SimulatorContext>, faults: FaultPlan) {
        let open = router.group("").add(
            middleware: FaultInjection(upstream: .okta, plan: faults) { status, code in
                OktaGate.response(to: .injected(status: status, code: code), id: "oaeInjectedFault")
            })
        open.post("oauth2/v1/token") { request, _ in
            do {
                return try await token(request)
            } catch let failure as OAuthFailure {
                return await response(to: failure)
            }
        }
        open.get(".well-known/okta-organization") { _, _ in
            let pipeline = await org.settings.pipeline.rawValue
            return Response.json([
                "id": "00osim00000000000001", "pipeline": .string(pipeline), "cell": "sim1",
                "_links": ["organization": ["href": .string(await org.url)]],
                "settings": ["analyticsCollectionEnabled": false, "bugReportingEnabled": false, "omEnabled": false],
            ])
        }
    }

    private func token(_ request: Request) async throws -> Response {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        guard type.hasPrefix("application/x-www-form-urlencoded"),
            let form = FormEncoding.decode(String(decoding: try await request.bytes(), as: UTF8.self))
        else {
            throw OAuthFailure(
                error: "invalid_request", description: "The request must be application/x-www-form-urlencoded.")
        }
        guard Set(form.map(\.name)).count == form.count else {
            throw OAuthFailure(error: "invalid_request", description: "A parameter occurs twice.")
        }
        let answer = try await tokens.issue(
            form, proof: try OAuthAuthorizer.proof(in: request), apps: await org.settings.apps,
            orgURL: await org.url)
        return .json(answer, headers: [.cacheControl: "no-cache, no-store"])
    }

    private func response(to failure: OAuthFailure) async -> Response {
        var headers: HTTPFields = [.cacheControl: "no-cache, no-store"]
        headers[named: "X-Okta-Request-Id"] = await org.freshID("req")
        if let nonce = failure.nonce { headers[named: "DPoP-Nonce"] = nonce }
        return .json(
            ["error": .string(failure.error), "error_description": .string(failure.description)],
            status: failure.status, headers: headers)
    }
}

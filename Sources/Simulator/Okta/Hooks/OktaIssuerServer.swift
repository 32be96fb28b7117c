import Hummingbird

/// The public routes of the org's authorization server.
struct OktaIssuerServer {
    let issuer: OktaIssuer
    let org: OktaOrg

    /// Adds the routes; they ask for no credentials.
    func addRoutes(to router: Router<SimulatorContext>, faults: FaultPlan) {
        let open = router.group().add(
            middleware: FaultInjection(upstream: .okta, plan: faults) { status, code in
                OktaGate.response(to: .injected(status: status, code: code), id: "oaeInjectedFault")
            })
        for document in ["oauth-authorization-server", "openid-configuration"] {
            open.get("oauth2/default/.well-known/\(document)") { _, _ in Response.json(await issuer.metadata()) }
        }
        open.post("oauth2/default/v1/token") { request, _ in
            let type = request.headers[.contentType]?.lowercased() ?? ""
            let text = String(decoding: try await request.bytes(), as: UTF8.self)
            do throws(OAuthFailure) {
                guard type.hasPrefix("application/x-www-form-urlencoded"), let form = FormEncoding.decode(text) else {
                    throw OAuthFailure(
                        error: "invalid_request",
                        description: "The request must be application/x-www-form-urlencoded.")
                }
                let clients = await org.settings.hookClients
                return Response.json(
                    try await issuer.issue(form, clients: clients), headers: [.cacheControl: "no-cache, no-store"])
            } catch {
                return Response.json(
                    ["error": .string(error.error), "error_description": .string(error.description)],
                    status: error.status, headers: [.cacheControl: "no-cache, no-store"])
            }
        }
        open.get("oauth2/default/v1/keys") { _, _ in
            Response.json(await issuer.keySet(), headers: [.cacheControl: "max-age=60, must-revalidate"])
        }
    }
}

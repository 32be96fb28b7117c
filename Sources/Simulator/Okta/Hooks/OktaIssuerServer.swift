import Hummingbird

/// The public routes of the org's authorization server.
struct OktaIssuerServer {
    let issuer: OktaIssuer

    /// Adds the routes; they ask for no credentials.
    func addRoutes(to router: Router<SimulatorContext>, faults: FaultPlan) {
        let open = router.group().add(
            middleware: FaultInjection(upstream: .okta, plan: faults) { status, code in
                OktaGate.response(to: .injected(status: status, code: code), id: "oaeInjectedFault")
            })
        for document in ["oauth-authorization-server", "openid-configuration"] {
            open.get("oauth2/default/.well-known/\(document)") { _, _ in Response.json(await issuer.metadata()) }
        }
        open.get("oauth2/default/v1/keys") { _, _ in
            Response.json(await issuer.keySet(), headers: [.cacheControl: "max-age=60, must-revalidate"])
        }
    }
}

import HTTPTypes
import Hummingbird
import NIOCore

/// The routes of the simulated Okta.
struct OktaServer {
    let org: OktaOrg
    let authorizer: any OktaAuthorizer
    var tokens: OktaTokens?
    var hooks: OktaHookCaller?
    var issuer: OktaIssuer?

    /// Makes the router; faults and the log come from outside.
    func router(journal: Journal, faults: FaultPlan) -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware { RequestLog(upstream: .okta, journal: journal) }
        // Before the gate is added, so that the gate does not stand before them.
        if let tokens { OAuthRoutes(org: org, tokens: tokens).add(to: router, faults: faults) }
        if let issuer { OktaIssuerServer(issuer: issuer, org: org).addRoutes(to: router, faults: faults) }
        router.addMiddleware {
            OktaGate(org: org, authorizer: authorizer)
            FaultInjection(upstream: .okta, plan: faults) { status, code in
                OktaGate.response(
                    to: .injected(status: status, code: code), id: "oaeInjectedFault",
                    headers: status == 429 ? OktaGate.exhausted : [:])
            }
        }
        addUsers(to: router)
        addFactors(to: router)
        addManagement(to: router)
        return router
    }

    private func addUsers(to router: Router<SimulatorContext>) {
        router.get("api/v1/users") { request, _ in try await list(request) }
        router.get("api/v1/users/:user") { _, context in
            let user = try await org.user(context.part("user"))
            let url = await org.url
            return Response.json(OktaRendering.user(user, orgURL: url), headers: [.eTag: "W/\"\(user.id.suffix(8))\""])
        }
        router.post("api/v1/users/:user") { request, context in
            guard let body = JSON(try await request.bytes()), body.object != nil else {
                throw OktaFailure.malformedBody
            }
            let user = try await org.update(context.part("user"), body: body)
            return Response.json(OktaRendering.user(user, orgURL: await org.url))
        }
    }

    private func addFactors(to router: Router<SimulatorContext>) {
        router.get("api/v1/users/:user/factors") { _, context in
            let user = try await org.user(context.part("user"))
            let url = await org.url
            return Response.json(
                .array(user.factors.map { OktaRendering.factor($0, of: user, orgURL: url) }))
        }
        router.get("api/v1/users/:user/factors/:factor") { _, context in
            let user = try await org.user(context.part("user"))
            let factor = try await org.factor(context.part("factor"), of: user)
            return Response.json(OktaRendering.factor(factor, of: user, orgURL: await org.url))
        }
        router.post("api/v1/users/:user/factors/:factor/verify") { request, context in
            let verification = try await org.verify(
                context.part("user"), factor: context.part("factor"), body: try await request.bytes(),
                client: request.headers[.userAgent])
            return Response.json(verification.body, status: verification.status)
        }
        router.get("api/v1/users/:user/factors/:factor/transactions/:transaction") { _, context in
            Response.json(
                try await org.poll(
                    context.part("transaction"), user: context.part("user"), factor: context.part("factor")))
        }
        router.delete("api/v1/users/:user/factors/:factor/transactions/:transaction") { _, context in
            try await org.cancel(
                context.part("transaction"), user: context.part("user"), factor: context.part("factor"))
            return Response(status: .noContent)
        }
    }

    private func list(_ request: Request) async throws -> Response {
        guard let fields = FormEncoding.decode(request.rawQuery ?? "") else { throw OktaFailure.badSearch }
        let limit = fields["limit"].map { Int($0) } ?? 200
        guard let limit, limit > 0 else { throw OktaFailure.validation("limit", "must be a positive integer") }
        let found = try await org.search(
            fields["search"] ?? fields["filter"], limit: min(limit, 200), after: fields["after"])
        let url = await org.url
        var headers = HTTPFields()
        func link(_ query: [FormField], _ relation: String) {
            guard let name = HTTPField.Name("Link") else { return }
            let address = "\(url)/api/v1/users?\(FormEncoding.encode(query))"
            headers.append(HTTPField(name: name, value: "<\(address)>; rel=\"\(relation)\""))
        }
        link(fields, "self")
        if let next = found.next {
            link(fields.filter { $0.name != "after" } + [FormField("after", next)], "next")
        }
        return .json(.array(found.page.map { OktaRendering.user($0, orgURL: url) }), headers: headers)
    }
}

import Hummingbird

/// The routes of Azure Communication Services.
struct AzureServer {
    // The stable version of the text API that the official clients speak.
    private static let versions: Set<String> = ["2021-03-07"]

    let texts: AzureTexts

    /// Makes the router; faults and the log come from outside.
    func router(journal: Journal, faults: FaultPlan) -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware {
            RequestLog(upstream: .acs, journal: journal)
            AzureGate(resource: texts.resource, clock: texts.clock)
            FaultInjection(upstream: .acs, plan: faults) { status, code in
                AzureFailure.injected(status: status, code: code).response
            }
        }
        router.post("sms") { request, _ in
            let version = FormEncoding.decode(request.rawQuery ?? "")?["api-version"]
            guard let version else { throw AzureFailure.invalid("The api-version query parameter is required.") }
            guard Self.versions.contains(version) else {
                throw AzureFailure(
                    status: 400, code: "UnsupportedApiVersion", message: "The version \(version) is not supported.")
            }
            guard let body = try await request.jsonObject() else {
                throw AzureFailure.invalid("The body is not a JSON object.")
            }
            let order = try AzureTexts.Order(body)
            return Response.json(await texts.send(order, path: request.rawPath), status: 202)
        }
        return router
    }
}

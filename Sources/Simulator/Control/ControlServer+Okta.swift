import Hummingbird

extension ControlServer {
    /// Adds what tests change of the Okta org.
    func addOkta(to router: Router<SimulatorContext>) {
        router.post("okta/apps") { request, _ in
            let body = try await object(request, ["clientId", "jwks", "scopes", "requiresDPoP", "hasRole"])
            guard let clientID = body["clientId"]?.string, let keys = body["jwks"]?["keys"]?.array else {
                throw ControlRefusal(400, "'clientId' or 'jwks' is missing")
            }
            let app = OktaServiceApp(
                clientID: clientID, keys: keys.map(\.text),
                scopes: Set((body["scopes"]?.array ?? []).compactMap(\.string)),
                requiresDPoP: body["requiresDPoP"]?.bool ?? false, hasRole: body["hasRole"]?.bool ?? true)
            await parts.org.change { settings in
                settings.apps.removeAll { $0.clientID == clientID }
                settings.apps.append(app)
            }
            return Response.json(["ok": true], status: 201)
        }
        router.post("okta/settings") { request, _ in
            let body = try await object(request, ["pipeline", "requiresDPoP"])
            let pipeline = try body["pipeline"].map { value throws(ControlRefusal) in
                guard let known = value.string.flatMap(OktaOrgSettings.Pipeline.init) else {
                    throw ControlRefusal(400, "'pipeline' must be idx or v1")
                }
                return known
            }
            let requiresDPoP = body["requiresDPoP"]?.bool
            await parts.org.change { settings in
                if let pipeline { settings.pipeline = pipeline }
                if let requiresDPoP {
                    for place in settings.apps.indices { settings.apps[place].requiresDPoP = requiresDPoP }
                }
            }
            return Response.json(["ok": true])
        }
        router.post("okta/tokens/revoke") { _, _ in
            await parts.tokens.revokeAll()
            return Response.json(["ok": true])
        }
        router.post("okta/nonce/rotate") { _, _ in
            await parts.tokens.rotateNonce(forgets: true)
            return Response.json(["ok": true])
        }
    }
}

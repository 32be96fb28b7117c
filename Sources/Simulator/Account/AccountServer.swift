import Foundation
import Hummingbird

/// The internal API behind the account menu: `GET /users/{id}` with a hand-off token as bearer.
struct AccountServer {
    let org: OktaOrg

    /// Makes the router; faults and the log come from outside.
    func router(journal: Journal, faults: FaultPlan) -> Router<SimulatorContext> {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware {
            RequestLog(upstream: .account, journal: journal)
            FaultInjection(upstream: .account, plan: faults) { status, code in
                Self.refusal(status, code ?? "a fault that was asked for")
            }
        }
        router.get("users/:user") { request, context in
            let id = context.part("user")
            guard let token = bearer(of: request), let claims = claims(of: token) else {
                return Self.refusal(401, "a bearer token is required")
            }
            guard claims["sub"]?.string == id else { return Self.refusal(403, "the token is for somebody else") }
            guard (claims["exp"]?.double ?? 0) > Date().timeIntervalSince1970 else {
                return Self.refusal(401, "the token has expired")
            }
            guard let account = try? await org.user(id).account else { return Self.refusal(404, "no such account") }
            return Response.json(Self.body(of: account))
        }
        return router
    }

    private static func body(of account: SimulatedUser.Account) -> JSON {
        var fields: [String: JSON] = [:]
        fields["balance"] = account.balance.map(JSON.string)
        fields["currency"] = account.currency.map(JSON.string)
        fields["due"] = account.due.map(JSON.string)
        return .object(fields)
    }

    private static func refusal(_ status: Int, _ message: String) -> Response {
        .json(["error": .string(message)], status: status)
    }

    private func bearer(of request: Request) -> String? {
        guard let header = request.headers[.authorization], header.hasPrefix("Bearer ") else { return nil }
        return String(header.dropFirst("Bearer ".count))
    }

    /// What a JWT claims; its signature is the business of those who have the service's keys.
    private func claims(of token: String) -> JSON? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var payload = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        payload += String(repeating: "=", count: (4 - payload.count % 4) % 4)
        return Data(base64Encoded: String(payload)).flatMap { JSON(Array($0)) }
    }
}

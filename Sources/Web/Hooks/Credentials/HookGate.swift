import HTTPTypes
import Hummingbird
import Logging

/// Admits what Okta's hooks send by their header fields alone, before a body is read.
///
/// Of the credentials that are configured any one admits; with none nobody is admitted.
public struct HookGate: Sendable {
    private let credentials: HookCredentials
    private let tokens: BearerTokens?

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - credentials: The header secret and Basic authentication.
    ///   - tokens: Checks OAuth 2.0 bearer tokens; nil where they are not accepted.
    public init(credentials: HookCredentials, tokens: BearerTokens? = nil) {
        self.credentials = credentials
        self.tokens = tokens
    }

    /// Says whether a request is turned away.
    ///
    /// - Parameters:
    ///   - request: The request; its body is left alone.
    ///   - hook: What was called, for the log.
    ///   - context: When it came in, and its logger.
    /// - Returns: The answer of 401, or nil for a request that is admitted.
    func refusal(of request: Request, _ hook: String, _ context: AppContext) async -> Response? {
        if credentials.admits(request.headers) { return nil }
        guard let tokens, let token = Self.bearer(request.headers) else {
            let isNoneSet = credentials.isEmpty && tokens == nil
            return refuse(isNoneSet ? "unconfigured" : "credentials", hook, context)
        }
        do throws(BearerRefusal) {
            try await tokens.check(token, arrivedAt: context.arrivedAt)
            return nil
        } catch {
            let words = error == .scope ? "insufficient_scope" : "invalid_token"
            return refuse("token-\(error.rawValue)", hook, context, bearerError: words)
        }
    }

    private func refuse(
        _ reason: String, _ hook: String, _ context: AppContext, bearerError: String? = nil
    ) -> Response {
        WebhookMeter.refused(reason)
        let mend =
            reason == "unconfigured" ? "set HOOK_AUTH_SECRET, or another credential" : "compare what Okta's hook has"
        context.logger.warning("\(hook) refused", metadata: ["reason": "\(reason)", "mend": "\(mend)"])
        var headers = HTTPFields()
        for challenge in challenges(bearerError) {
            headers.append(HTTPField(name: .wwwAuthenticate, value: challenge))
        }
        return Response(status: .unauthorized, headers: headers)
    }

    /// A challenge for each kind that is accepted (RFC 9110, 11.6.1; RFC 6750, 3).
    private func challenges(_ bearerError: String?) -> [String] {
        var challenges: [String] = []
        if credentials.takesBasic { challenges.append(#"Basic realm="voicegate", charset="UTF-8""#) }
        if tokens != nil {
            challenges.append(#"Bearer realm="voicegate""# + (bearerError.map { #", error="\#($0)""# } ?? ""))
        }
        // No registered scheme says "a secret in a header"; one has to be named.
        return challenges.isEmpty ? [#"Secret realm="voicegate""#] : challenges
    }

    private static func bearer(_ headers: HTTPFields) -> String? {
        guard let value = headers[.authorization], value.prefix(7).lowercased() == "bearer " else { return nil }
        return String(value.dropFirst(7).drop { $0 == " " })
    }
}

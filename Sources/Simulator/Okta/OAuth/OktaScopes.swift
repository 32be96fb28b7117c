/// The scope that each request needs.
///
/// Source: the security requirements in Okta's OpenAPI document of the management API.
enum OktaScopes {
    private static let resources: [String: String] = [
        "users": "users", "groups": "groups", "policies": "policies", "authenticators": "authenticators",
        "inlineHooks": "inlineHooks", "eventHooks": "eventHooks", "hook-keys": "inlineHooks", "apps": "apps",
        "logs": "logs", "org": "orgs", "meta": "schemas", "templates": "templates",
    ]

    /// The scopes of which one is enough; none where no token would do.
    static func needed(method: String, path: String) -> [String] {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count >= 3, parts[0] == "api", parts[1] == "v1", let resource = resources[parts[2]] else {
            return []
        }
        let manage = "okta.\(resource).manage"
        return method == "GET" ? ["okta.\(resource).read", manage] : [manage]
    }
}

/// What a service app may be allowed to do (https://developer.okta.com/docs/api/oauth2/).
public enum OktaScope: String, Sendable, CaseIterable {
    case readUsers = "okta.users.read"
    case manageUsers = "okta.users.manage"
    case readSchemas = "okta.schemas.read"
    case manageSchemas = "okta.schemas.manage"
    case readGroups = "okta.groups.read"
    case manageGroups = "okta.groups.manage"
    case readPolicies = "okta.policies.read"
    case managePolicies = "okta.policies.manage"
    case readAuthenticators = "okta.authenticators.read"
    case readInlineHooks = "okta.inlineHooks.read"
    case manageInlineHooks = "okta.inlineHooks.manage"
    case readEventHooks = "okta.eventHooks.read"
    case manageEventHooks = "okta.eventHooks.manage"
}

extension [OktaScope] {
    /// What calls need: people and their factors are read, and verified, which Okta counts as managing users.
    public static let serving: Self = [.readUsers, .manageUsers]
    /// What comparing people with their numbers needs.
    public static let readingNumbers: Self = [.readUsers]
    /// What writing people's numbers needs.
    public static let changingNumbers: Self = [.readUsers, .manageUsers]
    /// What looking at the organisation's set-up needs.
    public static let inspecting: Self = [
        .readSchemas, .readGroups, .readPolicies, .readAuthenticators, .readInlineHooks, .readEventHooks,
    ]
    /// What setting the organisation up needs.
    public static let settingUp: Self = [
        .manageSchemas, .manageGroups, .managePolicies, .readAuthenticators, .manageInlineHooks, .manageEventHooks,
    ]
}

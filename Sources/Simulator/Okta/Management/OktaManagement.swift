/// What an admin sets up in the org: schema, groups, policies, authenticators, hooks.
struct OktaManagement: Sendable {
    var schema: OktaSchema
    var groups: [OktaGroup] = [OktaGroup(id: "00gsim00000000000001", name: "Everyone", isBuiltIn: true)]
    var policies: [OktaPolicy]
    var authenticators = OktaAuthenticator.usual
    var factors: [String: Bool] = [
        "okta_sms": true, "okta_push": true, "okta_otp": true, "okta_call": false, "google_otp": false,
        "okta_email": false, "okta_question": false,
    ]
    var inlineHooks: [OktaStoredHook] = []
    var eventHooks: [OktaStoredHook] = []

    init(settings: OktaOrgSettings) {
        schema = OktaSchema(isPrepared: settings.hasIVRAttributes)
        policies = [OktaPolicy.usual(settings.pipeline)]
    }
}

/// An authenticator of an org on Identity Engine.
struct OktaAuthenticator: Sendable, Equatable {
    var id: String
    var key: String
    var name: String
    var type: String
    var isActive: Bool

    static let usual = [
        OktaAuthenticator(
            id: "autsimpassword0000001", key: "okta_password", name: "Password", type: "password", isActive: true),
        OktaAuthenticator(id: "autsimemail0000000001", key: "okta_email", name: "Email", type: "email", isActive: true),
        OktaAuthenticator(
            id: "autsimphone0000000001", key: "phone_number", name: "Phone", type: "phone", isActive: true),
        OktaAuthenticator(
            id: "autsimverify000000001", key: "okta_verify", name: "Okta Verify", type: "app", isActive: true),
        OktaAuthenticator(
            id: "autsimgoogle000000001", key: "google_otp", name: "Google Authenticator", type: "app", isActive: false),
    ]
}

/// A group of users.
struct OktaGroup: Sendable, Equatable {
    var id: String
    var name: String
    var description: String?
    var isBuiltIn = false
    var members: [String] = []
}

extension OktaFailure {
    /// What Okta says of a name that is taken.
    static func taken(_ field: String) -> OktaFailure {
        .validation(field, "An object with this field already exists in the current organization")
    }
}

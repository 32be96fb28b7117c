/// A policy of the org, with its rules.
struct OktaPolicy: Sendable {
    /// A rule of a policy.
    struct Rule: Sendable {
        var id: String
        var fields: [String: JSON]
        var isActive = true
        var isSystem = false
    }

    static let types: Set<String> = [
        "ACCESS_POLICY", "MFA_ENROLL", "OKTA_SIGN_ON", "PASSWORD", "PROFILE_ENROLLMENT", "IDP_DISCOVERY",
    ]
    private static let authenticators: Set<String> = [
        "okta_verify", "phone_number", "okta_email", "okta_password", "google_otp", "security_question", "webauthn",
        "duo", "rsa_token", "symantec_vip", "yubikey_token", "custom_otp", "external_idp", "onprem_mfa",
        "security_key", "smart_card_idp", "tac",
    ]
    private static let factors: Set<String> = [
        "okta_sms", "okta_push", "okta_otp", "okta_call", "okta_email", "okta_question", "google_otp", "fido_u2f",
        "fido_webauthn", "duo", "rsa_token", "symantec_vip", "yubikey_token",
    ]
    private static let wishes: Set<String> = ["NOT_ALLOWED", "OPTIONAL", "REQUIRED"]

    var id: String
    var fields: [String: JSON]
    var isActive: Bool
    var isSystem = false
    var rules: [Rule] = []

    var type: String { fields["type"]?.string ?? "" }
    var name: String { fields["name"]?.string ?? "" }

    /// The enrolment policy that every org has.
    static func usual(_ pipeline: OktaOrgSettings.Pipeline) -> OktaPolicy {
        let optional: JSON = ["self": "OPTIONAL"]
        let settings: JSON =
            pipeline == .idx
            ? ["type": "AUTHENTICATORS", "authenticators": [["key": "okta_password", "enroll": ["self": "REQUIRED"]]]]
            : ["factors": ["okta_otp": ["enroll": optional]]]
        return OktaPolicy(
            id: "00psim00000000000001",
            fields: [
                "type": "MFA_ENROLL", "name": "Default Policy", "settings": settings, "priority": 1,
                "description": "The default policy applies in all situations if no other policy applies.",
                "conditions": ["people": ["groups": ["include": ["00gsim00000000000001"]]]],
            ], isActive: true, isSystem: true,
            rules: [
                Rule(
                    id: "0prsim00000000000001",
                    fields: [
                        "type": "MFA_ENROLL", "name": "Default Rule", "priority": 1,
                        "actions": ["enroll": ["self": "CHALLENGE"]],
                    ], isSystem: true)
            ])
    }

    // MARK: Checks

    /// Checks what a policy is made of.
    static func check(
        _ fields: [String: JSON], pipeline: OktaOrgSettings.Pipeline, groups: Set<String>, active: Set<String>
    ) throws(OktaFailure) {
        guard let name = fields["name"]?.string, (1...50).contains(name.count) else {
            throw .validation("name", "The field cannot be left blank, nor be longer than 50 characters")
        }
        guard let type = fields["type"]?.string, types.contains(type) else {
            throw .validation("type", "is none of the types of policies")
        }
        for group in fields["conditions"]?["people"]?["groups"]?["include"]?.array ?? [] {
            guard let id = group.string, groups.contains(id) else {
                throw .validation("conditions.people.groups.include", "Invalid group: \(group.text)")
            }
        }
        guard type == "MFA_ENROLL" else { return }
        guard let settings = fields["settings"]?.object else {
            throw .validation("settings", "The field cannot be left blank")
        }
        switch (pipeline, settings["type"]?.string ?? "FACTORS") {
        case (.idx, "AUTHENTICATORS"): try checkAuthenticators(settings["authenticators"], active: active)
        case (.v1, "FACTORS"): try checkFactors(settings["factors"])
        default: throw .validation("settings.type", "is not that of the org's engine")
        }
    }

    private static func checkAuthenticators(_ list: JSON?, active: Set<String>) throws(OktaFailure) {
        guard let list = list?.array, !list.isEmpty else {
            throw .validation("settings.authenticators", "The field cannot be left blank")
        }
        for item in list {
            guard let key = item["key"]?.string, authenticators.contains(key) else {
                throw .validation("settings.authenticators.key", "is no authenticator")
            }
            guard let wish = item["enroll"]?["self"]?.string, wishes.contains(wish) else {
                throw .validation("settings.authenticators.enroll.self", "must be NOT_ALLOWED, OPTIONAL or REQUIRED")
            }
            guard wish == "NOT_ALLOWED" || active.contains(key) else {
                throw .validation("settings.authenticators.key", "\(key) is not active in the org")
            }
        }
    }

    private static func checkFactors(_ table: JSON?) throws(OktaFailure) {
        guard let table = table?.object, !table.isEmpty else {
            throw .validation("settings.factors", "The field cannot be left blank")
        }
        for (key, item) in table {
            guard factors.contains(key) else { throw .validation("settings.factors", "\(key) is no factor") }
            guard let wish = item["enroll"]?["self"]?.string, wishes.contains(wish) else {
                throw .validation("settings.factors.enroll.self", "must be NOT_ALLOWED, OPTIONAL or REQUIRED")
            }
        }
    }

    /// Checks what a rule is made of.
    func checkRule(_ fields: [String: JSON], except id: String? = nil) throws(OktaFailure) {
        guard let name = fields["name"]?.string, (1...50).contains(name.count) else {
            throw .validation("name", "The field cannot be left blank, nor be longer than 50 characters")
        }
        if rules.contains(where: { $0.id != id && $0.fields["name"]?.string == name }) {
            throw .validation("name", "Policy rule name already in use")
        }
        let wanted = type == "OKTA_SIGN_ON" ? "SIGN_ON" : type
        guard fields["type"]?.string == wanted else { throw .validation("type", "must be \(wanted)") }
        guard type == "MFA_ENROLL" else { return }
        guard ["CHALLENGE", "LOGIN", "NEVER"].contains(fields["actions"]?["enroll"]?["self"]?.string) else {
            throw .validation("actions.enroll.self", "must be CHALLENGE, LOGIN or NEVER")
        }
    }

    // MARK: As Okta writes it

    func body(orgURL: String) -> JSON {
        var body = fields
        let url = "\(orgURL)/api/v1/policies/\(id)"
        body["id"] = .string(id)
        body["status"] = isActive ? "ACTIVE" : "INACTIVE"
        body["system"] = .bool(isSystem)
        body["created"] = "2025-01-01T00:00:00.000Z"
        body["lastUpdated"] = "2025-01-01T00:00:00.000Z"
        body["_links"] = [
            "self": ["href": .string(url)], "rules": ["href": .string("\(url)/rules")],
        ]
        return .object(body)
    }

    func body(of rule: Rule) -> JSON {
        var body = rule.fields
        body["id"] = .string(rule.id)
        body["status"] = rule.isActive ? "ACTIVE" : "INACTIVE"
        body["system"] = .bool(rule.isSystem)
        body["created"] = "2025-01-01T00:00:00.000Z"
        body["lastUpdated"] = "2025-01-01T00:00:00.000Z"
        return .object(body)
    }
}

import HTTPTransport
import JSON
import OktaAPI
import Testing

/// Every request that sets an organisation up, as a test sends it.
enum ManagementRequests {
    /// A request, what makes it, and how Okta answers.
    struct Sample: Sendable, CustomTestStringConvertible {
        let line: String
        let body: String?
        let answer: String
        let send: @Sendable (OktaClient) async throws -> Void

        init(
            _ line: String, _ body: String? = nil, answer: String = #"{"id":"x1"}"#,
            _ send: @escaping @Sendable (OktaClient) async throws -> Void
        ) {
            self.line = line
            self.body = body
            self.answer = answer
            self.send = send
        }

        var testDescription: String { line }
    }

    static let channel: JSONValue = [
        "type": "HTTP", "version": "1.0.0",
        "config": [
            "uri": "https://ivr.example.com/telephony-hook", "method": "POST", "headers": [],
            "authScheme": ["type": "HEADER", "key": "Authorization", "value": "s"],
        ],
    ]
    private static let channelText =
        #"{"config":{"authScheme":{"key":"Authorization","type":"HEADER","value":"s"},"headers":[],"method":"POST","#
        + #""uri":"https://ivr.example.com/telephony-hook"},"type":"HTTP","version":"1.0.0"}"#
    static let eventHook: JSONValue = [
        "name": "n", "events": ["type": "EVENT_TYPE", "items": ["user.mfa.factor.activate"]],
        "channel": ["type": "HTTP", "version": "1.0.0", "config": ["uri": "https://ivr.example.com/event-hook"]],
    ]
    private static let eventHookText =
        #"{"channel":{"config":{"uri":"https://ivr.example.com/event-hook"},"type":"HTTP","version":"1.0.0"},"#
        + #""events":{"items":["user.mfa.factor.activate"],"type":"EVENT_TYPE"},"name":"n"}"#
    static let policy: JSONValue = [
        "type": "MFA_ENROLL", "name": "IVR", "status": "ACTIVE", "priority": 1,
        "conditions": ["people": ["groups": ["include": ["00g1"]]]],
        "settings": [
            "type": "AUTHENTICATORS", "authenticators": [["key": "phone_number", "enroll": ["self": "OPTIONAL"]]],
        ],
    ]
    private static let policyText =
        #"{"conditions":{"people":{"groups":{"include":["00g1"]}}},"name":"IVR","priority":1,"settings":{"#
        + #""authenticators":[{"enroll":{"self":"OPTIONAL"},"key":"phone_number"}],"type":"AUTHENTICATORS"},"#
        + #""status":"ACTIVE","type":"MFA_ENROLL"}"#
    static let rule: JSONValue = [
        "type": "MFA_ENROLL", "name": "IVR",
        "conditions": ["people": ["users": ["exclude": []]], "network": ["connection": "ANYWHERE"]],
        "actions": ["enroll": ["self": "CHALLENGE"]],
    ]
    private static let ruleText =
        #"{"actions":{"enroll":{"self":"CHALLENGE"}},"conditions":{"network":{"connection":"ANYWHERE"},"#
        + #""people":{"users":{"exclude":[]}}},"name":"IVR","type":"MFA_ENROLL"}"#
    static let attribute: JSONValue = [
        "title": "IVR phone number", "type": "string", "pattern": #"^\+[1-9]\d{1,14}$"#, "maxLength": 16,
        "unique": true, "scope": "NONE", "permissions": [["principal": "SELF", "action": "READ_ONLY"]],
    ]
    private static let attributeText =
        #"{"maxLength":16,"pattern":"^\\+[1-9]\\d{1,14}$","permissions":[{"action":"READ_ONLY","principal":"SELF"}],"#
        + #""scope":"NONE","title":"IVR phone number","type":"string","unique":true}"#

    static let all: [Sample] = reading + writing + hooks

    private static let reading: [Sample] = [
        Sample("GET /api/v1/meta/schemas/user/default", answer: "{}") { _ = try await $0.userSchema(deadline: soon) },
        Sample("GET /api/v1/groups?q=IVR%20%26%20more", answer: "[]") {
            _ = try await $0.groups(named: "IVR & more", deadline: soon)
        },
        Sample("GET /api/v1/policies?type=MFA_ENROLL", answer: "[]") {
            _ = try await $0.enrolmentPolicies(deadline: soon)
        },
        Sample("GET /api/v1/policies/00p%2F1/rules", answer: "[]") {
            _ = try await $0.rules(ofPolicy: "00p/1", deadline: soon)
        },
        Sample("GET /api/v1/inlineHooks?type=com.okta.telephony.provider", answer: "[]") {
            _ = try await $0.telephonyHooks(deadline: soon)
        },
        Sample("GET /api/v1/eventHooks", answer: "[]") { _ = try await $0.eventHooks(deadline: soon) },
        Sample("GET /api/v1/authenticators", answer: "[]") { _ = try await $0.authenticators(deadline: soon) },
    ]

    private static let writing: [Sample] = [
        Sample(
            "POST /api/v1/meta/schemas/user/default",
            ##"{"definitions":{"custom":{"id":"#custom","properties":{"ivrPhone":\##(attributeText)},"type":"object"}}}"##
        ) { try await $0.changeUserSchema(attributes: ["ivrPhone": attribute], deadline: soon) },
        Sample("POST /api/v1/groups", #"{"profile":{"description":"d","name":"IVR"}}"#) {
            _ = try await $0.createGroup(name: "IVR", description: "d", deadline: soon)
        },
        Sample("POST /api/v1/policies?activate=true", policyText) {
            _ = try await $0.createPolicy(policy, deadline: soon)
        },
        Sample("PUT /api/v1/policies/00p1", policyText) {
            try await $0.replacePolicy(id: "00p1", with: policy, deadline: soon)
        },
        Sample("POST /api/v1/policies/00p1/lifecycle/activate") {
            try await $0.activatePolicy(id: "00p1", deadline: soon)
        },
        Sample("POST /api/v1/policies/00p1/rules?activate=true", ruleText) {
            _ = try await $0.createRule(ofPolicy: "00p1", rule, deadline: soon)
        },
        Sample("PUT /api/v1/policies/00p1/rules/0pr1", ruleText) {
            try await $0.replaceRule(id: "0pr1", ofPolicy: "00p1", with: rule, deadline: soon)
        },
        Sample("POST /api/v1/policies/00p1/rules/0pr1/lifecycle/activate") {
            try await $0.activateRule(id: "0pr1", ofPolicy: "00p1", deadline: soon)
        },
    ]

    private static let hooks: [Sample] = [
        Sample(
            "POST /api/v1/inlineHooks",
            #"{"channel":\#(channelText),"name":"n","type":"com.okta.telephony.provider","version":"1.0.0"}"#
        ) { _ = try await $0.createTelephonyHook(name: "n", channel: channel, deadline: soon) },
        Sample("PUT /api/v1/inlineHooks/cal1", #"{"channel":\#(channelText),"name":"n","version":"1.0.0"}"#) {
            try await $0.replaceInlineHook(id: "cal1", name: "n", channel: channel, deadline: soon)
        },
        Sample("POST /api/v1/inlineHooks/cal1/lifecycle/activate") {
            try await $0.activateInlineHook(id: "cal1", deadline: soon)
        },
        Sample("POST /api/v1/inlineHooks/cal1/lifecycle/deactivate") {
            try await $0.deactivateInlineHook(id: "cal1", deadline: soon)
        },
        Sample(
            "POST /api/v1/inlineHooks/cal1/execute",
            #"{"data":{"messageProfile":{"otpCode":"000000"}},"eventType":"com.okta.telephony.provider"}"#
        ) {
            _ = try await $0.executeInlineHook(
                id: "cal1",
                request: [
                    "eventType": "com.okta.telephony.provider", "data": ["messageProfile": ["otpCode": "000000"]],
                ], deadline: soon)
        },
        Sample("POST /api/v1/eventHooks", eventHookText) {
            _ = try await $0.createEventHook(eventHook, deadline: soon)
        },
        Sample("PUT /api/v1/eventHooks/who1", eventHookText) {
            _ = try await $0.replaceEventHook(id: "who1", with: eventHook, deadline: soon)
        },
        Sample("POST /api/v1/eventHooks/who1/lifecycle/activate") {
            try await $0.activateEventHook(id: "who1", deadline: soon)
        },
        Sample("POST /api/v1/eventHooks/who1/lifecycle/verify") {
            try await $0.verifyEventHook(id: "who1", deadline: soon)
        },
    ]
}

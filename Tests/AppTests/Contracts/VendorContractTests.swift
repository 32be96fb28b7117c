import CompanyNumbers
import Foundation
import HTTPTransport
import Logging
import JSON
import OktaAPI
import PhoneNumbers
import Synchronization
import Testing
import TwilioAPI

@testable import App

/// Sends every request that forwarding and the set-up commands make, and holds it to the vendors' own descriptions.
///
/// Those of `numbers` are held to them in CompanyNumbers; `setup reports` prints addresses and makes no request.
@Suite("What forwarding and set-up ask of Okta and Twilio")
struct VendorContractTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "../shared/contracts")
        .standardizedFileURL
    private static let isThere = FileManager.default.fileExists(atPath: folder.path)
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let okta = "https://acme.okta.com"
    private static let api = "https://api.example"

    /// What Okta's public pages describe, and the part that is kept beside the project does not.
    private static let elsewhereAtOkta: Set<String> = [
        "GET /.well-known/okta-organization", "GET /api/v1/authenticators", "PUT /api/v1/policies/{policyId}",
        "POST /api/v1/policies/{policyId}/lifecycle/activate", "PUT /api/v1/policies/{policyId}/rules/{ruleId}",
    ]
    /// What Twilio describes at https://www.twilio.com/docs/voice/api/recording.
    private static let elsewhereAtTwilio: Set<String> = [
        "GET /2010-04-01/Accounts/{AccountSid}/Recordings/{Sid}.mp3",
        "DELETE /2010-04-01/Accounts/{AccountSid}/Recordings/{Sid}.json",
    ]

    private func description(_ name: String) throws -> VendorDescription {
        try VendorDescription(Self.folder.appending(path: name))
    }

    /// Turns identifiers in a path into placeholders, as the lists write them.
    private func pattern(_ request: OutboundRequest, base: String) -> String {
        var parts = request.url.dropFirst(base.count).prefix { $0 != "?" }.split(separator: "/").map(String.init)
        for index in parts.indices.dropFirst() {
            switch parts[index - 1] {
            case "Accounts": parts[index] = "{AccountSid}"
            case "Recordings": parts[index] = "{Sid}." + (parts[index].split(separator: ".").last ?? "")
            case "policies": parts[index] = "{policyId}"
            case "rules": parts[index] = "{ruleId}"
            default: break
            }
        }
        return "\(request.method) /\(parts.joined(separator: "/"))"
    }

    private func expect(
        _ requests: [OutboundRequest], are description: VendorDescription, base: String, elsewhere: Set<String>
    ) {
        #expect(!requests.isEmpty)
        for request in requests where !elsewhere.contains(pattern(request, base: base)) {
            #expect(description.faults(of: request, base: base) == [])
        }
    }

    // MARK: Forwarding

    @Test(.enabled(if: isThere, "left out: ../shared/contracts is not there"))
    func `Forwarding asks Twilio and Okta for what they describe`() async throws {
        let transport = ScriptedTransport { request in
            request.method == "DELETE" ? OutboundResponse(status: 204) : .json(#"{"sid":"SM1"}"#, status: 201)
        }
        let twilio = TwilioForwarding(
            twilio: TwilioClient(
                accountSID: "AC1", credentials: TwilioCredentials(sid: "AC1", secret: "s"), baseURL: Self.api,
                transport: transport),
            statusURL: "https://ivr.example.com/sms-forward/status", logger: Self.quiet)
        let number = try #require(PhoneNumber("+15555550101"))
        let soon = ContinuousClock.now + .seconds(5)
        for text in [
            OutgoingText(to: number, from: number, body: "x", media: ["https://m/1", "https://m/2"]),
            OutgoingText(to: number, from: number, body: "", media: ["https://m/1"]),
        ] { #expect(await twilio.send(text, deadline: soon) == .sent) }
        _ = await twilio.recording("RE1", deadline: soon)
        #expect(await twilio.delete("RE1", deadline: soon) == .deleted)
        let description = try description("twilio-api-2010.json")
        expect(transport.requests, are: description, base: Self.api, elsewhere: Self.elsewhereAtTwilio)
        #expect(transport.requests.map(\.operation) == ["message", "message", "recording", "delete-recording"])

        let search = ScriptedTransport { _ in .json("[]") }
        let client = OktaClient(
            orgURL: Self.okta, credentials: SSWSToken("t"), transport: search, budget: RateLimitBudget(),
            userAgent: "Mozilla/5.0 Test")
        _ = await OktaOwnerDirectory(okta: client, logger: Self.quiet).owner(of: number, deadline: soon)
        expect(search.requests, are: try self.description("okta-management.json"), base: Self.okta, elsewhere: [])
    }

    // MARK: Set-up

    @Test(.enabled(if: isThere, "left out: ../shared/contracts is not there"))
    func `Setting Twilio up asks for what Twilio describes`() async throws {
        let number = "+14155550100"
        let transport = ScriptedTransport { request in
            let json = #"{"sid":"PN1","phone_number":"\#(number)"}"#
            return .json(request.method == "GET" ? #"{"incoming_phone_numbers":[\#(json)]}"# : json)
        }
        var environment = SettingsFixture.essentials
        environment["TWILIO_PHONE_NUMBER"] = number
        environment["TWILIO_API_URL"] = Self.api
        let setUp = try TwilioSetUp(
            SettingsFixture.load(environment), fallbackURL: "https://other.example/f.xml", transport: transport)
        try await setUp.run(isDryRun: false, deadline: .now + .seconds(60)) { _ in }
        #expect(transport.requests.map(\.method) == ["GET", "POST"])
        expect(transport.requests, are: try description("twilio-api-2010.json"), base: Self.api, elsewhere: [])
    }

    /// Organisations that together need everything that set-up can do.
    private static let organisations: [@Sendable (inout FakeOkta.State) -> Void] = [
        { _ in }, { $0.engine = "v1" },
        { state in
            state.inlineHooks = [
                [
                    "id": "cal1", "name": "Other", "status": "ACTIVE",
                    "channel": ["type": "HTTP", "config": ["uri": "https://elsewhere.example"]],
                ],
                [
                    "id": "cal2", "name": "Voicegate telephony", "status": "INACTIVE",
                    "channel": ["type": "HTTP", "config": ["uri": "https://old.example/telephony-hook"]],
                ],
            ]
            state.eventHooks = [
                [
                    "id": "who1", "name": "Voicegate events", "status": "INACTIVE", "verificationStatus": "UNVERIFIED",
                    "events": ["type": "EVENT_TYPE", "items": ["user.lifecycle.create"]],
                    "channel": ["type": "HTTP", "config": ["uri": "https://old.example/event-hook"]],
                ]
            ]
        },
    ]

    @Test(
        .enabled(if: isThere, "left out: ../shared/contracts is not there"), arguments: organisations.indices,
        ["", "secret", "key"])
    func `Setting Okta up asks for what Okta describes`(place: Int, proof: String) async throws {
        let org = FakeOkta(Self.organisations[place])
        var options = OktaSetup.Options()
        options.replacesOtherHook = true
        var environment = OktaSetupTests.settings
        if !proof.isEmpty {
            environment["HOOK_OAUTH_ISSUER"] = "https://acme.okta.com/oauth2/default"
            environment["HOOK_OAUTH_AUDIENCE"] = "api://default"
            environment["HOOK_OAUTH_SCOPE"] = "telephony"
            options.hookClientID = "0oa1"
            if proof == "key" { options.hookKeyID = "HKY1" } else { options.hookClientSecret = Secret("s") }
        }
        let setUp = try OktaSetup(SettingsFixture.load(environment), options: options, transport: org.transport)
        let result = await setUp.apply(try await setUp.plan()) { _ in }
        #expect(result.isComplete)
        if let hook = result.telephonyHook { _ = await setUp.test(hook: hook) }
        // Drift: a policy that was switched off and pushed down, and a rule that does not ask any more.
        org.change { state in
            for index in state.policies.indices where state.policies[index]["name"] == "Voicegate IVR" {
                state.policies[index]["status"] = "INACTIVE"
                state.policies[index]["conditions"] = ["people": ["groups": ["include": []]]]
            }
            for id in state.rules.keys {
                state.rules[id] = state.rules[id]?.map { rule in
                    var rule = rule
                    rule["actions"] = ["enroll": ["self": "NEVER"]]
                    return rule
                }
            }
        }
        _ = await setUp.apply(try await setUp.plan()) { _ in }
        expect(
            org.now.requests, are: try description("okta-management.json"), base: Self.okta,
            elsewhere: Self.elsewhereAtOkta)
    }

    @Test(.enabled(if: isThere, "left out: ../shared/contracts is not there"))
    func `The lists of what is described elsewhere hold nothing that is described here`() throws {
        for (file, list) in [
            ("okta-management.json", Self.elsewhereAtOkta), ("twilio-api-2010.json", Self.elsewhereAtTwilio),
        ] {
            let description = try description(file)
            for line in list {
                let parts = line.split(separator: " ").map(String.init)
                #expect(!description.describes(parts[0], parts[1]), "\(line)")
            }
        }
    }
}

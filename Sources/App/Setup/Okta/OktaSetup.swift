import Foundation
public import HTTPTransport
import OktaAPI
import PhoneNumbers

/// Creates or repairs what the service needs in an Okta organisation.
public struct OktaSetup: Sendable {
    /// What whoever sets it up wishes beyond the settings.
    public struct Options: Sendable {
        /// The name of the group of those who may call, and of its enrolment policy.
        public var group = "Voicegate IVR"
        /// Whether another telephony hook may be switched off.
        public var replacesOtherHook = false
        /// Whether secrets, which Okta never gives back, are written again.
        public var renewsSecrets = false
        /// Whether only to look: a service app's token is asked for with fewer scopes then.
        public var isReadOnly = false
        /// The client id under which Okta fetches the telephony hook's tokens; nil for a secret header.
        public var hookClientID: String?
        /// The secret of that client.
        public var hookClientSecret: Secret<String>?
        /// The id of a hook key of the organisation's, instead of the secret.
        public var hookKeyID: String?

        /// Who gets a message with a made-up code when the hook is tried out; nil for nobody.
        public var testNumber: String?

        /// Whether it is of no use without something that the hooks prove themselves with.
        var needsProof = true

        /// Makes the usual options.
        public init() {}

        /// Says what is wrong with what the command was told.
        ///
        /// - Parameters:
        ///   - secretFile: The path of the file with the client's secret.
        ///   - region: The region of a number without its country code; nil while that is not known.
        /// - Returns: The fault with its mend; nil when there is none.
        public func fault(secretFile: String?, region: String?) -> String? {
            guard !group.isEmpty, group.count <= 100 else { return "--group must be a name of up to 100 letters" }
            if let number = testNumber {
                let isNumber =
                    region.map { PhoneNumber(number, defaultRegion: $0) != nil }
                    ?? number.contains { $0.isASCII && $0.isWholeNumber }
                guard isNumber else {
                    return "--test-number \(number.shown) is no phone number; write it like +15551234567"
                }
            }
            switch (hookClientID, secretFile, hookKeyID) {
            case (nil, nil, nil), (.some, .some, nil), (.some, nil, .some): return nil
            case (nil, .some, _): return "--hook-client-secret-file needs --hook-client-id beside it"
            case (nil, nil, .some): return "--hook-key-id needs --hook-client-id beside it"
            case (.some, _, _):
                return "--hook-client-id needs either --hook-client-secret-file or --hook-key-id beside it"
            }
        }
    }

    let okta: OktaClient
    let wishes: OktaWishes
    let testNumber: PhoneNumber?

    /// Takes the settings together.
    ///
    /// - Parameters:
    ///   - settings: Checked settings.
    ///   - options: Further wishes.
    ///   - transport: What sends.
    /// - Throws: ``StartFault``, with a line for each setting that is missing.
    public init(_ settings: Settings, options: Options, transport: any HTTPTransport) throws(StartFault) {
        var missing: [String] = []
        if settings.server.publicURL == nil { missing.append("PUBLIC_URL: is missing; Okta has to know where to call") }
        if settings.okta == nil {
            missing.append(
                "OKTA_ORG_URL: is missing, or its credentials OKTA_API_TOKEN or OKTA_CLIENT_ID, OKTA_PRIVATE_KEY and "
                    + "OKTA_KEY_ID")
        }
        testNumber = options.testNumber.flatMap { PhoneNumber($0, defaultRegion: settings.call.defaultRegion) }
        if let text = options.testNumber, testNumber == nil {
            throw StartFault(["--test-number: \(text.shown) is no phone number; write it like +15551234567"])
        }
        let proof = try Self.telephonyProof(settings.hooks, options) ?? (options.needsProof ? nil : .unknown)
        if proof == nil {
            missing.append("HOOK_AUTH_SECRET: is missing; Okta's hooks need it (voicegate init makes one)")
        }
        guard let url = settings.server.publicURL, let okta = settings.okta, let proof else {
            throw StartFault(missing)
        }
        wishes = OktaWishes(
            publicURL: url, phoneAttribute: okta.phoneAttribute, factorAttribute: okta.factorAttribute,
            group: options.group, telephonyProof: proof,
            eventProof: Self.headerProof(settings.hooks) ?? (options.needsProof ? nil : .unknown),
            replacesOtherHook: options.replacesOtherHook, renewsSecrets: options.renewsSecrets)
        self.okta = try Okta(
            okta, transport: transport, scopes: options.isReadOnly ? .inspecting : .settingUp
        ).client
    }

    /// Reads the organisation and compares it with what is wished; changes nothing.
    ///
    /// - Throws: ``SetupFailure``.
    public func plan() async throws(SetupFailure) -> OktaSetupPlan {
        let reader = OktaSetupReader(okta)
        let policies = try await reader.policies(named: wishes.group)
        let schema = try await reader.schema()
        let groups = try await reader.groups(named: wishes.group)
        let telephonyHooks = try await reader.telephonyHooks()
        let eventHooks = try await reader.eventHooks()
        var plan = OktaPlanner.attributes(schema, wishes)
        plan.add(OktaPlanner.group(groups, wishes))
        plan.add(OktaPlanner.policy(policies, group: groups.first?.id, wishes))
        plan.add(OktaPlanner.eventHook(eventHooks, wishes))
        plan.add(OktaPlanner.telephonyHook(telephonyHooks, wishes))
        return plan
    }

    // MARK: Settings

    private static func telephonyProof(
        _ settings: HookSettings, _ options: Options
    ) throws(StartFault) -> HookProof? {
        guard let client = options.hookClientID else { return headerProof(settings) }
        guard let oauth = settings.oauth else {
            throw StartFault([
                "HOOK_OAUTH_ISSUER: is missing, while --hook-client-id is given; it names the server of tokens"
            ])
        }
        let proof: HookTokenSource.Proof
        switch (options.hookClientSecret, options.hookKeyID) {
        case (let secret?, nil): proof = .secret(secret)
        case (nil, let key?): proof = .hookKey(key)
        default:
            throw StartFault(["--hook-client-id: needs either --hook-client-secret-file or --hook-key-id beside it"])
        }
        return .token(
            HookTokenSource(url: oauth.issuer + "/v1/token", clientID: client, proof: proof, scope: oauth.scope))
    }

    /// The header that the hooks' settings accept, the secret first and Basic authentication after it.
    private static func headerProof(_ settings: HookSettings) -> HookProof? {
        if let secret = settings.headerSecrets.first {
            return .header(name: settings.headerName, value: secret, orTokens: settings.oauth != nil)
        }
        return settings.basic.map { basic in
            let value = BasicAuthorization.value(user: basic.user, password: basic.secret.revealed)
            return .header(name: "Authorization", value: Secret(value), orTokens: settings.oauth != nil)
        }
    }
}

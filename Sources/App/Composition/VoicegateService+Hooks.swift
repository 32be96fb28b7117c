import Delivery
import Foundation
import HTTPTransport
import Logging
import PhoneNumbers
import Web

extension VoicegateService {
    /// Builds the telephony hook from the settings.
    static func telephonyHook(
        _ settings: Settings, instance: String, transport: any HTTPTransport, logger: Logger
    ) throws(StartFault) -> TelephonyHookController {
        let hooks = settings.hooks
        if hooks.oauth != nil {
            throw StartFault([
                "HOOK_OAUTH_ISSUER: OAuth 2.0 for hooks is not supported yet; set HOOK_AUTH_SECRET instead"
            ])
        }
        let credentials = HookCredentials(
            headerName: hooks.headerName, headerSecrets: hooks.headerSecrets.map(\.revealed),
            basic: hooks.basic.map { (user: $0.user, secret: $0.secret.revealed) })
        let deliverer = OnceDeliverer.inProcess(
            try delivery(settings), instance: instance, transport: transport, logger: logger)
        return TelephonyHookController(
            credentials: credentials, deliverer: deliverer,
            settings: TelephonyHookSettings(
                budget: hooks.budget, suppressesRefused: hooks.onBlocked == .suppress,
                defaultRegion: settings.call.defaultRegion))
    }

    private static func delivery(_ settings: Settings) throws(StartFault) -> HookDeliverySettings {
        let section = settings.delivery
        var delivery = HookDeliverySettings()
        delivery.providers = try providers(settings)
        delivery.sms = section.sms.preferred.map(\.rawValue)
        delivery.voice = section.voice.preferred.map(\.rawValue)
        for (prefix, names) in section.sms.byPrefix { delivery.smsByPrefix[prefix.text] = names.map(\.rawValue) }
        for (prefix, names) in section.voice.byPrefix { delivery.voiceByPrefix[prefix.text] = names.map(\.rawValue) }
        delivery.allowedPrefixes = section.policy.allowedPrefixes?.map(\.text) ?? []
        delivery.blockedPrefixes = section.policy.blockedPrefixes.map(\.text)
        let limit = section.policy.sendsPerNumber
        delivery.sendsPerNumber = (limit.count, Int(limit.window / .seconds(1)))
        for (prefix, cap) in section.policy.dailyCaps { delivery.dailyCaps[prefix.text] = cap }
        return delivery
    }

    /// The providers of texts, and Twilio Verify, which also calls.
    ///
    /// Reports are not taken in yet, so none is asked for.
    private static func providers(_ settings: Settings) throws(StartFault) -> [any ProviderSettings] {
        var enabled: [any ProviderSettings] = []
        let section = settings.delivery
        if let twilio = settings.twilio {
            let access = TwilioAccess(
                accountSID: twilio.accountSID, keySID: twilio.apiKey?.sid,
                secret: twilio.apiKey?.secret.revealed ?? twilio.authToken.revealed)
            if let service = section.twilio.verifyServiceSID {
                enabled.append(TwilioVerifySettings(access: access, serviceSID: service, baseURL: twilio.verifyURL))
            }
            if let source = section.twilio.messagingServiceSID.map(TwilioSMSSettings.Source.messagingService)
                ?? section.twilio.smsFrom.map({ .number($0.text) })
            {
                enabled.append(
                    TwilioSMSSettings(access: access, source: source, baseURL: twilio.apiURL, reportURL: nil))
            }
        }
        if let vendor = section.eightByEight, let sender = vendor.sender {
            let access = EightByEightAccess(apiKey: vendor.apiKey.revealed, subaccount: vendor.subaccount)
            enabled.append(
                EightByEightSMSSettings(access: access, source: sender.text, baseURL: vendor.smsURL, reportURL: nil))
        }
        if let azure = section.azure { enabled.append(try azureProvider(azure)) }
        return enabled
    }

    private static func azureProvider(_ azure: AzureDelivery) throws(StartFault) -> any ProviderSettings {
        do {
            return try AzureSMSSettings(
                endpoint: azure.connection.endpoint, accessKey: azure.connection.accessKey.revealed,
                from: azure.sender.text)
        } catch {
            throw StartFault(["ACS_CONNECTION_STRING cannot be used; copy it from the resource's keys"])
        }
    }
}

extension MessageSender {
    /// The sender as vendors take it.
    fileprivate var text: String {
        switch self {
        case .number(let number): number.e164
        case .shortCode(let digits): digits
        case .name(let name): name
        }
    }
}

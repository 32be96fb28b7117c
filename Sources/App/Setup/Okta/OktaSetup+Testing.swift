import Foundation
import JSON
import OktaAPI
import PhoneNumbers

extension OktaSetup {
    /// Has Okta call the telephony hook once, as it would in earnest.
    ///
    /// Without a number of the options it is a premium one, to which policy lets nothing through: nothing is sent then.
    ///
    /// - Parameter hook: The hook's id.
    /// - Returns: What came of it.
    public func test(hook: String) async -> SetupLine {
        let request = Self.sample(number: testNumber?.e164 ?? Self.refusedNumber, okta.organisation, hook)
        let answer: JSONValue
        do {
            answer = try await okta.executeInlineHook(id: hook, request: request, deadline: .now + .seconds(30))
        } catch {
            return SetupLine(
                .failed,
                SetupFailure(what: "the telephony hook does not answer as it should", error: error).description,
                details: [
                    "is `voicegate serve` running, with the same settings, and reachable at \(wishes.telephonyURL)?",
                    "if the hook's secret was changed since, run this again with --renew-secrets",
                ])
        }
        let outcome = answer["commands"]?.elements?.first?["value"]?.elements?.first
        let status = (outcome?["status"]?.text ?? "").shown
        let provider = (outcome?["provider"]?.text ?? "none").shown
        guard ["SUCCESSFUL", "PENDING", "FAILED"].contains(status) else {
            return SetupLine(.failed, "the telephony hook answered without a status that Okta knows")
        }
        guard testNumber != nil else {
            return SetupLine(.done, "the telephony hook answered Okta's test call (\(status), nothing was sent)")
        }
        guard status != "FAILED" else {
            return SetupLine(
                .failed, "the telephony hook answered Okta's test call, but could not send",
                details: ["voicegate check --online says what is wrong with the providers"])
        }
        return SetupLine(
            .done, "the telephony hook answered Okta's test call: \(status), a message is on its way by \(provider)")
    }

    /// A number of a kind that costs those who call it: codes never go there.
    static let refusedNumber = "+19005550100"

    /// A request as Okta sends it (https://developer.okta.com/docs/api/openapi/okta-management/guides/telephony-hook).
    static func sample(number: String, _ organisation: String, _ hook: String) -> JSONValue {
        let now = Date()
        let time = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let message: JSONValue = [
            "msgTemplate": "Your code is 000000. This is a test.", "phoneNumber": .text(number), "otpCode": "000000",
            "otpExpires": .text(now.addingTimeInterval(300).formatted(time)), "deliveryChannel": "SMS",
            "locale": "EN-US",
        ]
        return [
            "eventId": .text(UUID().uuidString), "eventTime": .text(now.formatted(time)),
            "eventType": .text(OktaClient.telephonyHookType), "eventTypeVersion": "1.0",
            "contentType": "application/json", "cloudEventVersion": "0.1",
            "source": .text("\(organisation)/api/v1/inlineHooks/\(hook)"),
            "requestType": "com.okta.user.telephony.pre-enrollment",
            "data": [
                "context": ["request": ["method": "POST", "ipAddress": "127.0.0.1"]],
                "userProfile": [
                    "firstName": "Test", "lastName": "Call", "login": "test@example.com", "userId": "00utest",
                ],
                "messageProfile": message,
            ],
        ]
    }
}

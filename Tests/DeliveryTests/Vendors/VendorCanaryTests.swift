import Foundation
import HTTPTransport
import Testing

@testable import Delivery

@Suite("What vendors say is not repeated")
struct VendorCanaryTests {
    let house = VendorHouse()

    static let statuses = [200, 201, 202, 302, 400, 401, 403, 404, 408, 426, 429, 500, 502, 503, 504]
    static let bodies = [
        #"{"code":21211,"message":"738264 to +14255550123","statusCode":-1,"statusMessage":"738264 to +14255550123"}"#,
        #"{"code":99999,"message":"738264 to +14255550123","error":{"message":"738264 to +14255550123"}}"#,
        #"{"value":[{"to":"+14255550123","httpStatusCode":400,"successful":false,"errorMessage":"738264"}]}"#,
        #"{"umid":"","status":{"code":"REJECTED","description":"738264 to +14255550123"}}"#,
        "738264 to +14255550123",
    ]

    @Test("No error of any provider has code, number or secret in it", arguments: statuses)
    func canaries(status: Int) async throws {
        let connection = try AzureConnection(endpoint: "http://127.0.0.1:1", accessKey: AzureTests.key)
        let settings: [any ProviderSettings] = [
            TwilioVerifySettings(access: VendorHouse.twilio, serviceSID: "VA1"),
            TwilioSMSSettings(access: VendorHouse.twilio, source: .number("+15550001111"), reportURL: nil),
            TwilioVoiceSettings(access: VendorHouse.twilio, from: "+15550001111", reportURL: nil),
            EightByEightSMSSettings(
                access: VendorHouse.eightByEight, source: "Acme", reportURL: "https://x?token=tok-1"),
            EightByEightVoiceSettings(access: VendorHouse.eightByEight, from: "+6512341234"),
            AzureSMSSettings(connection: connection, from: "+18005551234"),
        ]
        for settings in settings {
            var texts = ["\(settings)", String(reflecting: settings)]
            for body in Self.bodies {
                let sender = settings.makeSender(house.parts(house.transport(.json(body, status: status))))
                for channel in sender.channels {
                    let message = try Samples.message(by: channel)
                    let error = await failure(of: sender, on: message, deadline: house.deadline)
                    texts += ["\(String(describing: error))", String(reflecting: error)]
                }
            }
            for text in texts {
                for canary in [Samples.code, "4255550123", "twilio-secret", "eight-key", AzureTests.key, "tok-1"] {
                    #expect(!text.contains(canary), "\(text)")
                }
            }
        }
    }
}

import Clocks
import Foundation
import HTTPTransport
import Testing

@testable import Delivery

@Suite("Twilio's messages and calls")
struct TwilioMessageAndCallTests {
    let house = VendorHouse()
    static let account = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001"

    func messages(_ source: TwilioSMSSettings.Source, reports: String? = nil) -> TwilioSMSSettings {
        TwilioSMSSettings(access: VendorHouse.twilio, source: source, reportURL: reports)
    }

    @Test("A message is sent by the messaging service, reports back, and does not outlive its code")
    func serviceRequest() throws {
        let settings = messages(.messagingService("MG1"), reports: "https://ivr.example.com/delivery-reports/twilio")
        let message = try Samples.message("ev/1+2", expiresIn: 290)
        let request = TwilioSMSSender.request(message, settings, now: ManualTime.date)
        #expect(
            request.lines == [
                "POST \(Self.account)/Messages.json",
                "Authorization: Basic U0sxOnR3aWxpby1zZWNyZXQ=", "Accept: application/json",
                "Content-Type: application/x-www-form-urlencoded",
                "To=%2B14255550123", "MessagingServiceSid=MG1", "Body=Your%20code%20is%20738264",
                "StatusCallback=https%3A%2F%2Fivr.example.com%2Fdelivery-reports%2Ftwilio%3Fevent%3Dev%252F1%252B2",
                "ValidityPeriod=290",
            ])
    }

    @Test("Or by a number, without reports; of an expired code no time is named")
    func numberRequest() throws {
        let message = try Samples.message(expiresIn: -60)
        let request = TwilioSMSSender.request(message, messages(.number("+15550001111")), now: ManualTime.date)
        #expect(
            request.lines.suffix(3) == [
                "To=%2B14255550123", "From=%2B15550001111", "Body=Your%20code%20is%20738264",
            ])
    }

    @Test("A code that lives for days is given Twilio's ten hours")
    func validityIsBounded() throws {
        let message = try Samples.message(expiresIn: 86_400)
        let request = TwilioSMSSender.request(message, messages(.number("+15550001111")), now: ManualTime.date)
        #expect(request.lines.last == "ValidityPeriod=36000")
    }

    @Test(
        "Answers are read",
        arguments: [
            (201, #"{"sid":"SM1","status":"queued","error_code":null}"#, "SM1" as String?, nil as DeliveryError.Code?),
            (201, #"{"sid":"SM1","status":"failed","error_code":30034}"#, nil, .misconfigured),
            (201, #"{"sid":"SM1","status":"undelivered","error_code":null}"#, nil, .refused),
            (201, #"{"status":"queued"}"#, nil, .fateUnknown),
            (400, #"{"code":21610,"message":"unsubscribed"}"#, nil, .refused),
            (400, #"{"code":21614,"message":"not mobile"}"#, nil, .invalidDestination),
        ])
    func answers(status: Int, body: String, reference: String?, expected: DeliveryError.Code?) async throws {
        let settings = messages(.number("+15550001111"))
        let transport = house.transport(.json(body, status: status), .json(body, status: status))
        let sender = settings.makeSender(house.parts(transport))
        #expect(try await failure(of: sender, on: Samples.message(), deadline: house.deadline)?.code == expected)
        if let reference {
            let receipt = try await sender.send(Samples.message(), deadline: house.deadline)
            #expect(receipt == DeliveryReceipt(reference: reference, metadata: "status=queued"))
        }
    }

    @Test("A call brings its document along, so that no URL has the code")
    func callRequest() throws {
        let settings = TwilioVoiceSettings(
            access: VendorHouse.twilio, from: "+15550001111", reportURL: "https://ivr.example.com/r")
        let request = TwilioVoiceSender.request(
            try Samples.message(by: .voice), document: "<Response><Say>7, 3</Say></Response>", settings)
        #expect(
            request.lines == [
                "POST \(Self.account)/Calls.json",
                "Authorization: Basic U0sxOnR3aWxpby1zZWNyZXQ=", "Accept: application/json",
                "Content-Type: application/x-www-form-urlencoded",
                "To=%2B14255550123", "From=%2B15550001111",
                "Twiml=%3CResponse%3E%3CSay%3E7%2C%203%3C%2FSay%3E%3C%2FResponse%3E",
                "StatusCallback=https%3A%2F%2Fivr.example.com%2Fr%3Fevent%3Devent-1", "TimeLimit=120",
            ])
        #expect(!request.url.contains("738264"))
    }

    @Test("A call whose template fails or is too long is not made, and that is our fault", arguments: [true, false])
    func badTemplate(isBroken: Bool) async throws {
        let transport = house.transport()
        let parts = ProviderParts(
            transport: transport, script: FakeScript(length: 4000, isBroken: isBroken), history: house.storage,
            timing: house.time.timing)
        let settings = TwilioVoiceSettings(access: VendorHouse.twilio, from: "+15550001111", reportURL: nil)
        let error = try await failure(
            of: settings.makeSender(parts), on: Samples.message(by: .voice), deadline: house.deadline)
        #expect(error?.code == .misconfigured)
        #expect(transport.requests.isEmpty)
    }

    @Test("A call is made")
    func call() async throws {
        let settings = TwilioVoiceSettings(access: VendorHouse.twilio, from: "+15550001111", reportURL: nil)
        let transport = house.transport(.json(#"{"sid":"CA1","status":"queued"}"#, status: 201))
        let receipt = try await settings.makeSender(house.parts(transport))
            .send(Samples.message(by: .voice), deadline: house.deadline)
        #expect(receipt == DeliveryReceipt(reference: "CA1", metadata: "status=queued"))
    }
}

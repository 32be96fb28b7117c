import Clocks
import Foundation
import HTTPTransport
import Testing

@testable import Delivery

@Suite("Twilio Verify")
struct TwilioVerifyTests {
    let house = VendorHouse()
    let settings = TwilioVerifySettings(access: VendorHouse.twilio, serviceSID: "VA1")

    static let created = OutboundResponse.json(
        #"""
        {"sid":"VE1","service_sid":"VA1","to":"+14255550123","channel":"sms","status":"pending","valid":false,
         "send_code_attempts":[{"time":"2015-07-30T20:00:00Z","channel":"SMS","attempt_sid":"VL1"},
                               {"time":"2015-07-30T20:00:10Z","channel":"SMS","attempt_sid":"VL2"}]}
        """#, status: 201)

    @Test("A text is a verification with Okta's code, in the person's language")
    func textRequest() throws {
        let request = TwilioVerifyRequests.create(try Samples.message(locale: "EN-US"), settings)
        #expect(
            request.lines == [
                "POST https://verify.twilio.com/v2/Services/VA1/Verifications",
                "Authorization: Basic U0sxOnR3aWxpby1zZWNyZXQ=", "Accept: application/json",
                "Content-Type: application/x-www-form-urlencoded",
                "To=%2B14255550123", "Channel=sms", "CustomCode=738264", "Locale=en",
            ])
    }

    @Test("A call has its channel; a language that Verify does not know is left out")
    func callRequest() throws {
        let request = TwilioVerifyRequests.create(try Samples.message(by: .voice, locale: "xx-YY"), settings)
        #expect(
            request.lines.suffix(3) == ["To=%2B14255550123", "Channel=call", "CustomCode=738264"])
    }

    @Test(
        "Languages are named as Verify names them",
        arguments: [
            ("EN-US", "en"), ("en_GB", "en-GB"), ("es-419", "es"), ("pt-BR", "pt-BR"), ("pt-PT", "pt"),
            ("zh-HK", "zh-HK"),
            ("zh-TW", "zh"), ("no", "nb"), ("nb-NO", "nb"), ("de_DE", "de"), ("xx", nil), ("", nil),
        ])
    func locales(tag: String, expected: String?) {
        #expect(TwilioVerifyLocale(tag: tag)?.value == expected)
    }

    @Test("The receipt is the verification and its last attempt")
    func receipt() async throws {
        let sender = settings.makeSender(house.parts(house.transport(Self.created)))
        let receipt = try await sender.send(Samples.message(), deadline: house.deadline)
        #expect(receipt == DeliveryReceipt(reference: "VE1", metadata: "attempt=VL2"))
    }

    @Test("Verifications that are over, and their codes, are forgotten")
    func forgetsPending() async throws {
        let pending = PendingVerifications(history: MemoryDeliveryLog(), timing: house.time.timing)
        for minute in 0..<30 {
            pending.began("VE\(minute)", for: try Samples.message(to: "+1425555\(1000 + minute)"))
            house.time.advance(by: .seconds(60))
        }
        #expect(pending.count <= 11)
    }

    @Test("A second code to a number cancels the first one's verification")
    func cancelsPending() async throws {
        let transport = house.transport(Self.created, .json("{}"), Self.created)
        let sender = settings.makeSender(house.parts(transport))
        _ = try await sender.send(Samples.message("event-1"), deadline: house.deadline)
        _ = try await sender.send(Samples.message("event-2", code: "999111"), deadline: house.deadline)
        #expect(transport.requests.map(\.operation) == ["verification", "verification-canceled", "verification"])
        #expect(transport.requests[1].url == "https://verify.twilio.com/v2/Services/VA1/Verifications/VE1")
        #expect(String(decoding: transport.requests[1].body ?? [], as: UTF8.self) == "Status=canceled")
    }

    @Test("Nothing is cancelled for the same code, another number, or after ten minutes")
    func cancelsOnlyWhenNeeded() async throws {
        let transport = house.transport(Self.created, Self.created, Self.created, Self.created)
        let sender = settings.makeSender(house.parts(transport))
        _ = try await sender.send(Samples.message("event-1"), deadline: house.deadline)
        _ = try await sender.send(Samples.message("event-2"), deadline: house.deadline)
        _ = try await sender.send(
            Samples.message("event-3", to: "+14255550199", code: "999111"), deadline: house.deadline)
        house.time.advance(by: .seconds(601))
        _ = try await sender.send(Samples.message("event-4", code: "555111"), deadline: house.deadline)
        #expect(transport.requests.map(\.operation) == Array(repeating: "verification", count: 4))
    }

    @Test("A verification that another instance began is cancelled too")
    func cancelsOthersPending() async throws {
        let earlier = try Samples.message("event-0", code: "111222")
        let attempt = DeliveryAttempt(
            provider: "twilio-verify", stage: .accepted, reference: "VE0", startedAt: house.time.date)
        await house.storage.attempted(earlier, [attempt])
        let transport = house.transport(.json("{}"), Self.created)
        let sender = settings.makeSender(house.parts(transport))
        _ = try await sender.send(Samples.message("event-1"), deadline: house.deadline)
        #expect(transport.requests.map(\.operation) == ["verification-canceled", "verification"])
        #expect(transport.requests[0].url.hasSuffix("/VE0"))
    }

    @Test("The code is sent also when the cancelling fails")
    func cancelFails() async throws {
        let transport = house.transport(
            Self.created, .json(#"{"code":20404}"#, status: 404), Self.created)
        let sender = settings.makeSender(house.parts(transport))
        _ = try await sender.send(Samples.message("event-1"), deadline: house.deadline)
        let receipt = try await sender.send(Samples.message("event-2", code: "999111"), deadline: house.deadline)
        #expect(receipt.reference == "VE1")
    }

    @Test("A code that Verify does not take asks nobody", arguments: ["123", "12345678901"])
    func codeLength(code: String) async throws {
        let transport = house.transport()
        let error = try await failure(
            of: settings.makeSender(house.parts(transport)), on: Samples.message(code: code), deadline: house.deadline)
        #expect(error?.code == .refused)
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "Failures and answers that make no sense become errors",
        arguments: [
            (429, #"{"code":60203,"message":"Max send attempts reached","status":429}"#, DeliveryError.Code.throttled),
            (403, #"{"code":60410,"message":"blocked"}"#, .fraudSuspected),
            (201, #"{"status":"pending"}"#, .fateUnknown), (201, "oops", .fateUnknown),
        ])
    func failures(status: Int, body: String, expected: DeliveryError.Code) async throws {
        let sender = settings.makeSender(house.parts(house.transport(.json(body, status: status))))
        #expect(try await failure(of: sender, on: Samples.message(), deadline: house.deadline)?.code == expected)
    }

    @Test("A used code is approved by its id, an expired one cancelled, one without an id by its number")
    func feedback() async throws {
        let transport = house.transport(.json("{}"), .json("{}"), .json("{}"))
        let sender = try #require(settings.makeSender(house.parts(transport)) as? any UsageFeedback)
        let number = try Samples.message().destination
        let sends: [(CodeUse, String?)] = [(.used, "VE1"), (.expired, "VE2"), (.used, nil)]
        for (use, reference) in sends {
            let send = SentCode(reference: reference, destination: number, endedAt: house.time.date)
            try await sender.report(use, of: send, deadline: house.deadline)
        }
        #expect(
            transport.requests.map { $0.lines[0] + " " + ($0.lines.last ?? "") } == [
                "POST https://verify.twilio.com/v2/Services/VA1/Verifications/VE1 Status=approved",
                "POST https://verify.twilio.com/v2/Services/VA1/Verifications/VE2 Status=canceled",
                "POST https://verify.twilio.com/v2/Services/VA1/Verifications/%2B14255550123 Status=approved",
            ])
    }

    @Test(
        "A verification that is over needs no second telling; a failing Twilio does",
        arguments: [
            (404, DeliveryError.Code.refused), (503, .unavailable), (500, .fateUnknown), (429, .throttled),
        ])
    func feedbackFailures(status: Int, expected: DeliveryError.Code) async throws {
        let transport = house.transport(OutboundResponse(status: status))
        let sender = try #require(settings.makeSender(house.parts(transport)) as? any UsageFeedback)
        let send = SentCode(reference: "VE1", destination: nil, endedAt: house.time.date)
        await #expect {
            try await sender.report(.used, of: send, deadline: house.deadline)
        } throws: { ($0 as? DeliveryError)?.code == expected }
    }
}

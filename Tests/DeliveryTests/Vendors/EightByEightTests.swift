import Clocks
import Foundation
import HTTPTransport
import Testing

@testable import Delivery

@Suite("8x8")
struct EightByEightTests {
    let house = VendorHouse()
    let sms = EightByEightSMSSettings(
        access: VendorHouse.eightByEight, source: "Acme", baseURL: "https://sms.us.8x8.com",
        reportURL: "https://ivr.example.com/delivery-reports/8x8?token=t")
    let voice = EightByEightVoiceSettings(access: VendorHouse.eightByEight, from: "+6512341234")

    @Test("A message names our event, its end and where reports go")
    func messageRequest() throws {
        let request = EightByEightSMSSender.request(try Samples.message(), sms, now: ManualTime.date)
        #expect(
            request.lines == [
                "POST https://sms.us.8x8.com/api/v1/subaccounts/riders_hq/messages",
                "Authorization: Bearer eight-key", "Accept: application/json", "Content-Type: application/json",
                #"{"clientMessageId":"event-1","destination":"+14255550123","#
                    + #""dlrCallbackUrl":"https://ivr.example.com/delivery-reports/8x8?token=t","#
                    + #""expiry":"2026-05-28T20:31:40.000Z","source":"Acme","text":"Your code is 738264","track":"Outcome"}"#,
            ])
    }

    @Test(
        "Answers are read; REJECTED inside a 200 is a failure",
        arguments: [
            (
                #"{"umid":"bda3","destination":"12","encoding":"GSM7","status":{"code":"QUEUED","description":"ok"}}"#,
                nil as DeliveryError.Code?
            ),
            (
                #"{"umid":"bda3","destination":"12","encoding":"GSM7","status":{"code":"REJECTED","description":"no"}}"#,
                .refused
            ),
            (#"{"destination":"12"}"#, .fateUnknown),
        ])
    func messageAnswers(body: String, expected: DeliveryError.Code?) async throws {
        let sender = sms.makeSender(house.parts(house.transport(.json(body))))
        #expect(try await failure(of: sender, on: Samples.message(), deadline: house.deadline)?.code == expected)
    }

    @Test("The outcome is told by the message's id")
    func feedback() async throws {
        let transport = house.transport(.json(""), .json(""))
        let sender = try #require(sms.makeSender(house.parts(transport)) as? any UsageFeedback)
        for use in [CodeUse.used, .expired] {
            let send = SentCode(reference: "um/id", destination: nil, endedAt: ManualTime.date)
            try await sender.report(use, of: send, deadline: house.deadline)
        }
        #expect(
            transport.requests.map { [$0.lines[0], $0.lines.last ?? ""] } == [
                [
                    "POST https://sms.us.8x8.com/api/v1/subaccounts/riders_hq/messages/um%2Fid/feedback",
                    #"{"outcome":"success","timestamp":"2026-05-28T20:26:40.000Z"}"#,
                ],
                [
                    "POST https://sms.us.8x8.com/api/v1/subaccounts/riders_hq/messages/um%2Fid/feedback",
                    #"{"outcome":"failure","timestamp":"2026-05-28T20:26:40.000Z"}"#,
                ],
            ])
    }

    @Test("A call is a call flow that speaks three times with a voice of the language")
    func callRequest() throws {
        let message = try Samples.message(by: .voice, locale: "es-ES")
        let speech = SpokenText(text: "Su código es 7, 3", language: "es-ES")
        let request = EightByEightVoiceSender.request(message, speech, voice, now: ManualTime.date)
        #expect(request.url == "https://voice.8x8.com/api/v1/subaccounts/riders_hq/callflows")
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == #"{"callflow":[{"action":"makeCall","params":{"destination":"+14255550123","source":"+6512341234"}},"#
                + #"{"action":"say","params":{"repetition":3,"text":"Su código es 7, 3","#
                + #""voiceProfile":"es-ES-ElviraNeural"}},{"action":"hangup"}],"validUntil":"2026-05-28T20:31:40.000Z"}"#
        )
    }

    @Test(
        "Call answers are read",
        arguments: [
            (
                200, #"{"sessionId":"s1","sessionStatus":"CREATED","callFlowRequestId":"c","statusCode":1}"#,
                nil as DeliveryError.Code?
            ),
            (200, #"{"sessionStatus":"NOT_CREATED","callFlowRequestId":"c","statusCode":-1017}"#, .invalidDestination),
            (422, #"{"sessionStatus":"NOT_CREATED","callFlowRequestId":"c","statusCode":-1014}"#, .misconfigured),
            (200, "{}", .fateUnknown),
        ])
    func callAnswers(status: Int, body: String, expected: DeliveryError.Code?) async throws {
        let sender = voice.makeSender(house.parts(house.transport(.json(body, status: status))))
        let error = try await failure(of: sender, on: Samples.message(by: .voice), deadline: house.deadline)
        #expect(error?.code == expected)
    }

    @Test("A call whose template fails or is too long is not made", arguments: [true, false])
    func badTemplate(isBroken: Bool) async throws {
        let parts = ProviderParts(
            transport: house.transport(), script: FakeScript(length: 3000, isBroken: isBroken), history: house.storage,
            timing: house.time.timing)
        let error = try await failure(
            of: voice.makeSender(parts), on: Samples.message(by: .voice), deadline: house.deadline)
        #expect(error?.code == .misconfigured)
    }

    @Test(
        "Every language has a voice",
        arguments: [
            ("en-US", "en-US-JennyNeural"), ("EN_us", "en-US-JennyNeural"), ("en-IN", "en-US-JennyNeural"),
            ("fr-CA", "fr-CA-SylvieNeural"), ("de", "de-DE-KatjaNeural"), ("xx", "en-US-JennyNeural"),
        ])
    func voices(tag: String, expected: String) {
        #expect(EightByEightVoices.profile(for: tag) == expected)
    }
}

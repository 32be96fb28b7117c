import Clocks
import Foundation
import HTTPTransport
import Testing
import TwilioAPI

@Suite struct TwilioNumbersTests {
    private let accountURL = "https://api.example/2010-04-01/Accounts/AC1"
    private var soon: ContinuousClock.Instant { .now + .seconds(60) }

    private func client(_ transport: any HTTPTransport, baseURL: String = "https://api.example") -> TwilioClient {
        TwilioClient(
            accountSID: "AC1", credentials: TwilioCredentials(sid: "SK1", secret: "s"), baseURL: baseURL,
            transport: transport,
            timing: Timing(
                now: { .now }, date: { Date(timeIntervalSince1970: 0) }, random: { 0 }, sleep: { _ in }))
    }

    private func body(_ request: OutboundRequest) -> String { String(decoding: request.body ?? [], as: UTF8.self) }

    @Test func `A purchase names the number, its webhooks and its friendly name in one form`() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"sid":"PN1","phone_number":"+14155550100"}"#, status: 201) }
        let settings = TwilioNumberSettings(
            friendlyName: "voicegate:00u1", voiceURL: "https://ivr.example/call-forward",
            smsURL: "https://ivr.example/sms-forward", addressSID: "AD1", bundleSID: "BU1")
        let number = try await client(transport).buyNumber("+14155550100", settings: settings, deadline: soon)
        #expect(number == TwilioNumber(sid: "PN1", phoneNumber: "+14155550100", voiceMethod: nil, smsMethod: nil))
        #expect(transport.requests[0].method == "POST")
        #expect(transport.requests[0].url == accountURL + "/IncomingPhoneNumbers.json")
        #expect(
            body(transport.requests[0])
                == "PhoneNumber=%2B14155550100&FriendlyName=voicegate%3A00u1"
                + "&VoiceUrl=https%3A%2F%2Fivr.example%2Fcall-forward&VoiceMethod=POST"
                + "&SmsUrl=https%3A%2F%2Fivr.example%2Fsms-forward&SmsMethod=POST&AddressSid=AD1&BundleSid=BU1")
    }

    @Test func `A change says only what changes`() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"sid":"PN1"}"#) }
        let settings = TwilioNumberSettings(
            voiceFallbackURL: "https://static.example/down.xml", voiceFallbackMethod: "GET",
            statusCallback: "https://ivr.example/ivr/status")
        _ = try await client(transport).updateNumber(sid: "PN1", settings: settings, deadline: soon)
        #expect(transport.requests[0].url == accountURL + "/IncomingPhoneNumbers/PN1.json")
        #expect(
            body(transport.requests[0])
                == "VoiceFallbackUrl=https%3A%2F%2Fstatic.example%2Fdown.xml&VoiceFallbackMethod=GET"
                + "&StatusCallback=https%3A%2F%2Fivr.example%2Fivr%2Fstatus&StatusCallbackMethod=POST")
    }

    @Test func `A release deletes the number; one that is gone is released`() async throws {
        for status in [204, 404] {
            let transport = ScriptedTransport { _ in OutboundResponse(status: status) }
            try await client(transport).releaseNumber(sid: "PN1", deadline: soon)
            #expect(transport.requests[0].method == "DELETE")
            #expect(transport.requests[0].url == accountURL + "/IncomingPhoneNumbers/PN1.json")
        }
    }

    @Test func `Pages of numbers are followed, and asked for again after a failure`() async throws {
        let next = "/2010-04-01/Accounts/AC1/IncomingPhoneNumbers.json?PageSize=500&Page=1&PageToken=PAPN1"
        let transport = ScriptedTransport(answers: [
            .success(.json(#"{"incoming_phone_numbers":[{"sid":"PN1"}],"next_page_uri":"\#(next)"}"#)),
            .failure(TransportError(.timeout, "x")),
            .success(.json(#"{"incoming_phone_numbers":[{"sid":"PN2"}],"next_page_uri":null}"#)),
        ])
        var pages = client(transport).numberPages()
        #expect(try await pages.next(deadline: soon)?.map(\.sid) == ["PN1"])
        await #expect(throws: TwilioError.self) { try await pages.next(deadline: soon) }
        #expect(try await pages.next(deadline: soon)?.map(\.sid) == ["PN2"])
        #expect(try await pages.next(deadline: soon) == nil)
        #expect(
            transport.requests.map(\.url) == [
                accountURL + "/IncomingPhoneNumbers.json?PageSize=500", "https://api.example" + next,
                "https://api.example" + next,
            ])
    }

    @Test(arguments: ["https://evil.example/x", "//evil.example/x", "http://api.example/x", "x"])
    func `A next page elsewhere is not asked for`(link: String) async {
        let transport = ScriptedTransport { _ in
            .json(#"{"incoming_phone_numbers":[],"next_page_uri":"\#(link)"}"#)
        }
        let error = await #expect(throws: TwilioError.self) {
            var pages = client(transport).numberPages(friendlyName: "voicegate:00u1")
            while try await pages.next(deadline: soon) != nil {}
        }
        #expect(error?.code == .malformed)
        #expect(
            transport.requests.map(\.url) == [
                accountURL + "/IncomingPhoneNumbers.json?FriendlyName=voicegate%3A00u1&PageSize=500"
            ])
    }

    @Test(arguments: [
        (
            TwilioNumberSearch(country: "US", areaCode: "415", needsSMS: true),
            "US/Local.json?VoiceEnabled=true&SmsEnabled=true&AreaCode=415&PageSize=30"
        ),
        (
            TwilioNumberSearch(country: "US", near: "+14155550100", limit: 50),
            "US/Local.json?VoiceEnabled=true&NearNumber=%2B14155550100&Distance=100&PageSize=50"
        ),
        (TwilioNumberSearch(country: "DE", kind: .mobile), "DE/Mobile.json?VoiceEnabled=true&PageSize=30"),
    ])
    func `Numbers on sale are searched for`(search: TwilioNumberSearch, path: String) async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"available_phone_numbers":[{"phone_number":"+14155550100","address_requirements":"any"}]}"#)
        }
        let found = try await client(transport).availableNumbers(search, deadline: soon)
        #expect(found == [TwilioAvailableNumber(phoneNumber: "+14155550100", addressRequirements: "any")])
        #expect(transport.requests[0].url == accountURL + "/AvailablePhoneNumbers/" + path)
    }

    @Test(arguments: [(404, 20404), (400, 21452), (400, 21451)])
    func `A country or area without numbers has none`(status: Int, code: Int) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"code":\#(code)}"#, status: status) }
        let search = TwilioNumberSearch(country: "US", areaCode: "999")
        #expect(try await client(transport).availableNumbers(search, deadline: soon).isEmpty)
    }

    @Test func `A purchase is never sent again by itself unless nothing was processed`() async {
        for (answer, count) in [
            (Result<OutboundResponse, TransportError>.success(.json("{}", status: 500)), 1),
            (.failure(TransportError(.interrupted, "x")), 1), (.success(.json("{}", status: 429)), 3),
            (.failure(TransportError(.connect, "x")), 3), (.success(.json("no number", status: 201)), 1),
        ] {
            let transport = ScriptedTransport { _ throws(TransportError) in try answer.get() }
            let error = await #expect(throws: TwilioError.self) {
                try await client(transport).buyNumber("+14155550100", settings: TwilioNumberSettings(), deadline: soon)
            }
            #expect(transport.requests.count == count)
            #expect((error?.fate == .unknown) == (count == 1))
        }
    }

    @Test(arguments: [
        (21422, TwilioNumberRefusal.taken), (21451, .noneInArea), (21452, .noneInArea), (21615, .addressRequired),
        (21631, .addressRequired), (21649, .bundleRequired), (21404, .trialAccount), (21421, nil),
    ])
    func `Refusals to sell have their meanings`(code: Int, meaning: TwilioNumberRefusal?) async {
        let transport = ScriptedTransport { _ in .json(#"{"code":\#(code)}"#, status: 400) }
        let error = await #expect(throws: TwilioError.self) {
            try await client(transport).buyNumber("+14155550100", settings: TwilioNumberSettings(), deadline: soon)
        }
        #expect(error?.numberRefusal == meaning)
        #expect(error?.fate == .answered)
    }

    @Test(arguments: [
        ("https://api.twilio.com", "https://pricing.twilio.com/v1/PhoneNumbers/Countries/US"),
        ("https://api.dublin.ie1.twilio.com", "https://pricing.twilio.com/v1/PhoneNumbers/Countries/US"),
        ("http://127.0.0.1:9402", "http://127.0.0.1:9402/v1/PhoneNumbers/Countries/US"),
    ])
    func `The price of a month is asked for where prices are`(baseURL: String, url: String) async throws {
        for price in [#""1.15""#, "1.15"] {
            let transport = ScriptedTransport { _ in
                .json(
                    #"{"phone_number_prices":[{"number_type":"toll free","current_price":"2"},"#
                        + #"{"number_type":"local","current_price":\#(price)}],"price_unit":"usd"}"#)
            }
            let found = try await client(transport, baseURL: baseURL).monthlyPrice(country: "US", deadline: soon)
            #expect(found == TwilioNumberPrice(amount: Decimal(115) / 100, currency: "USD"))
            #expect(transport.requests.map(\.url) == [url])
        }
    }
}

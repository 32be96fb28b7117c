import Delivery
import Foundation
import PhoneNumbers
import Testing

@testable import Web

@Suite("Okta's telephony hook on the wire")
struct TelephonyHookTests {
    /// Okta's own example, in which number and code are numbers.
    static let example = #"""
        {"eventId":"uS5871kJThSsU8qlA1LTcg","eventTime":"2020-01-17T21:23:56.000Z",
        "eventType":"com.okta.telephony.provider","eventTypeVersion":"1.0","contentType":"application/json",
        "cloudEventVersion":"0.1","source":"https://example.okta.com/api/v1/inlineHooks/cbl2ad6phv9fsPLcF0g7",
        "requestType":"com.okta.user.telephony.pre-enrollment","new":{"field":[1,2]},
        "data":{"context":{"request":{"id":"reqRgSk8IBBRhuo0YdlEDTmUw","method":"POST","ipAddress":"127.0.0.1"}},
        "userProfile":{"firstName":"test","lastName":"user","login":"test.user@okta.com","userId":"00uyxxSknGtK8022w0g3"},
        "messageProfile":{"msgTemplate":"(HOOK)Your code is 11111","phoneNumber":14255550123,
        "otpExpires":"2022-01-28T21:48:34.321Z","deliveryChannel":"SMS","otpCode":11111,"locale":"EN-US"}}}
        """#

    static func read(_ text: String, region: String? = "US") throws(TelephonyHookFault) -> TelephonyHookRequest {
        try TelephonyHookRequest(Array(text.utf8), defaultRegion: region)
    }

    static func message(_ fields: String...) -> String {
        #"{"eventId":"e1","data":{"messageProfile":{\#(fields.joined(separator: ","))}}}"#
    }

    static func request(
        number: String = #""+14255550123""#, channel: String = #""SMS""#, code: String = #""012345""#,
        more: String = #""x":1"#
    ) throws(TelephonyHookFault) -> TelephonyHookRequest {
        try read(message("\"phoneNumber\":\(number)", "\"deliveryChannel\":\(channel)", "\"otpCode\":\(code)", more))
    }

    @Test("Okta's own example is read, numbers and all")
    func oktasExample() throws {
        let request = try Self.read(Self.example)
        #expect(request.eventID == "uS5871kJThSsU8qlA1LTcg")
        #expect(request.userID == "00uyxxSknGtK8022w0g3")
        #expect(request.code.revealed == "11111")
        #expect(request.phoneNumber.e164 == "+14255550123")
        #expect(request.channel == .sms)
        #expect(request.text == "(HOOK)Your code is 11111")
        #expect(request.locale == "en-US")
        let expiry = try #require(request.expiresAt)
        #expect(abs(expiry.timeIntervalSince1970 - 1_643_406_514.321) < 0.001)
    }

    @Test("An id that no database takes stays an id: the same whenever it comes, and another one's is another")
    func oddIDs() throws {
        func id(_ text: String) throws -> String? {
            let request = try Self.read(Self.example.replacing("uS5871kJThSsU8qlA1LTcg", with: text))
            return request.eventID
        }
        let long = String(repeating: "x", count: 201)
        for odd in [long, "a\\u0000b", "a\\nb"] {
            let first = try #require(try id(odd))
            #expect(first.hasPrefix("sha256-"))
            #expect(first.utf8.count < 60)
            #expect(try id(odd) == first)
        }
        #expect(try id(long) != id(long + "y"))
        #expect(try id(String(long.dropLast())) == String(long.dropLast()))
    }

    @Test(
        "Channels are read in any case",
        arguments: [
            ("SMS", TelephonyHookRequest.Channel.sms), ("sms", .sms), ("Sms", .sms), ("voice call", .voice),
            ("VOICE CALL", .voice), ("Voice", .voice), ("CALL", .voice), ("voice_call", .voice),
        ])
    func channels(text: String, channel: TelephonyHookRequest.Channel) throws {
        #expect(try Self.request(channel: "\"\(text)\"").channel == channel)
    }

    @Test(
        "Numbers are read with and without +, as texts and as numbers",
        arguments: [
            (#""+14255550123""#, "+14255550123"), (#""14255550123""#, "+14255550123"), ("14255550123", "+14255550123"),
            (#""+15551234567""#, "+15551234567"), ("15551234567", "+15551234567"), (#""4255550123""#, "+14255550123"),
            (#""4915112345678""#, "+4915112345678"), ("6591234567", "+6591234567"),
            (#""+1 (425) 555-0123""#, "+14255550123"),
            (#"" +14255550123 ""#, "+14255550123"), ("5551234567", "+15551234567"),
        ])
    func numbers(written: String, e164: String) throws {
        #expect(try Self.request(number: written).phoneNumber.e164 == e164)
    }

    @Test("Codes keep their leading zeros")
    func codes() throws {
        #expect(try Self.request(code: #""012345""#).code.revealed == "012345")
        #expect(try Self.request(code: "12345").code.revealed == "12345")
    }

    @Test(
        "Languages are written as BCP 47 has them; what is none is left out",
        arguments: [
            (#""EN-US""#, "en-US" as String?), (#""en_US""#, "en-US"), (#""en""#, "en"),
            (#""ZH_hans_cn""#, "zh-Hans-CN"),
            (#""es-419""#, "es-419"), (#""""#, nil), ("null", nil), ("7", nil), (#""english please""#, nil),
            (#""-""#, nil),
        ])
    func locales(written: String, tag: String?) throws {
        #expect(try Self.request(more: "\"locale\":\(written)").locale == tag)
    }

    @Test(
        "What may be missing is missing",
        arguments: [
            #""x":1"#, #""otpExpires":"soon","msgTemplate":null,"locale":[]"#, #""otpExpires":17,"msgTemplate":"""#,
        ])
    func missing(more: String) throws {
        let request = try Self.request(more: more)
        #expect(request.expiresAt == nil)
        #expect(request.locale == nil)
        #expect(request.userID == nil)
        #expect(request.text == "012345")
    }

    @Test(
        "A body that is no such request is refused by the field",
        arguments: [
            ("", nil as String?, TelephonyHookFault.Reason.notJSON), ("nope", nil, .notJSON), ("[]", nil, .notJSON),
            ("3", nil, .notJSON), ("{}", "data.messageProfile", .missing),
            (#"{"data":7}"#, "data.messageProfile", .missing),
            (#"{"data":{"messageProfile":"x"}}"#, "data.messageProfile", .missing),
            (message(), "data.messageProfile.otpCode", .missing),
            (message(#""otpCode":"""#), "data.messageProfile.otpCode", .invalid),
            (message(#""otpCode":null"#), "data.messageProfile.otpCode", .missing),
            (message(#""otpCode":[1]"#), "data.messageProfile.otpCode", .invalid),
            (message(#""otpCode":"12 34""#), "data.messageProfile.otpCode", .invalid),
            (message(#""otpCode":1.5"#), "data.messageProfile.otpCode", .invalid),
            (message(#""otpCode":1"#), "data.messageProfile.phoneNumber", .missing),
            (message(#""otpCode":1,"phoneNumber":"call me""#), "data.messageProfile.phoneNumber", .invalid),
            (message(#""otpCode":1,"phoneNumber":"+1""#), "data.messageProfile.phoneNumber", .invalid),
            (message(#""otpCode":1,"phoneNumber":true"#), "data.messageProfile.phoneNumber", .invalid),
            (message(#""otpCode":1,"phoneNumber":"+14255550123""#), "data.messageProfile.deliveryChannel", .missing),
            (
                message(#""otpCode":1,"phoneNumber":"+14255550123","deliveryChannel":"pigeon""#),
                "data.messageProfile.deliveryChannel", .invalid
            ),
        ])
    func faults(body: String, field: String?, reason: TelephonyHookFault.Reason) {
        #expect(throws: TelephonyHookFault(field: field, reason: reason)) { try Self.read(body) }
    }

    @Test("A fault is Okta's error object and repeats nothing")
    func faultBody() throws {
        let fault = TelephonyHookFault(field: "data.messageProfile.phoneNumber", reason: .invalid)
        #expect(
            String(decoding: fault.body, as: UTF8.self)
                == #"{"error":{"errorCauses":[{"errorSummary":"data.messageProfile.phoneNumber cannot be understood.","#
                + #""location":"data.messageProfile.phoneNumber","locationType":"body","reason":"INVALID"}],"#
                + #""errorSummary":"The request is not one of the telephony hook."}}"#)
    }

    @Test("The answer has the one form that Okta takes", arguments: TelephonyHookAnswer.Status.allCases)
    func answers(status: TelephonyHookAnswer.Status) {
        let answer = TelephonyHookAnswer(
            status: status, provider: "8x8-sms", transactionID: "a/b\"c", transactionMetadata: "status=QUEUED")
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == #"{"commands":[{"type":"com.okta.telephony.action","value":[{"provider":"8x8-sms","#
                + #""status":"\#(status.rawValue)","transactionId":"a/b\"c","transactionMetadata":"status=QUEUED"}]}]}"#
        )
    }

    @Test("The answer never has the code or the number, nor much of anything")
    func withheld() {
        let answer = TelephonyHookAnswer(
            status: .failed, provider: "none", transactionID: "x-14255550123",
            transactionMetadata: "code 012345", withholding: ["012345", "14255550123"])
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == #"{"commands":[{"type":"com.okta.telephony.action","value":[{"provider":"none","status":"FAILED"}]}]}"#
        )
        let long = TelephonyHookAnswer(
            status: .failed, provider: "none", transactionID: nil,
            transactionMetadata: String(repeating: "x", count: 9999))
        #expect(long.transactionMetadata?.count == 500)
    }

    @Test("Printing a request shows neither code nor number")
    func canaries() throws {
        let request = try Self.request()
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", String(reflecting: request), dumped] {
            #expect(!text.contains("012345"))
            #expect(!text.contains("4255550123"))
        }
    }
}

import Foundation
import Testing
import TwilioAPI

@testable import Delivery

@Suite("Reports as they come")
struct ReportParsingTests {
    @Test(
        "Twilio's message statuses are read",
        arguments: [
            ("accepted", DeliveryReport.Status.accepted), ("scheduled", .accepted), ("queued", .accepted),
            ("sending", .accepted), ("sent", .sent), ("delivered", .delivered), ("read", .delivered),
            ("partially_delivered", .delivered), ("undelivered", .undelivered), ("failed", .failed),
            ("canceled", .failed),
        ])
    func twilioMessages(word: String, status: DeliveryReport.Status) {
        let form = FormFields(decodingQuery: "MessageSid=SM1&SmsSid=SM1&MessageStatus=\(word)&To=%2B1&event=ev%2F1")
        #expect(
            TwilioStatusCallback.report(form)
                == DeliveryReport(
                    provider: "twilio-sms", reference: "SM1", eventID: "ev/1", status: status, detail: nil))
    }

    @Test(
        "Twilio's call statuses are read",
        arguments: [
            ("queued", DeliveryReport.Status.accepted, nil as String?), ("initiated", .accepted, nil),
            ("ringing", .sent, nil), ("in-progress", .delivered, nil), ("completed", .delivered, nil),
            ("busy", .unanswered, "busy"), ("no-answer", .unanswered, "no-answer"), ("failed", .failed, "failed"),
            ("canceled", .failed, "canceled"),
        ])
    func twilioCalls(word: String, status: DeliveryReport.Status, detail: String?) {
        let form = FormFields(decodingQuery: "CallSid=CA1&CallStatus=\(word)")
        #expect(
            TwilioStatusCallback.report(form)
                == DeliveryReport(
                    provider: "twilio-voice", reference: "CA1", eventID: nil, status: status, detail: detail))
    }

    @Test("Twilio's error code is kept, nothing else of it is")
    func twilioDetail() {
        let form = FormFields(decodingQuery: "SmsSid=SM1&SmsStatus=undelivered&ErrorCode=30005")
        #expect(TwilioStatusCallback.report(form)?.detail == "30005")
        let odd = FormFields(decodingQuery: "SmsSid=SM1&SmsStatus=undelivered&ErrorCode=call+%2B14255550123")
        #expect(TwilioStatusCallback.report(odd)?.detail == nil)
    }

    @Test(
        "What is no report of Twilio's is none",
        arguments: [
            "", "MessageSid=SM1", "MessageSid=SM1&MessageStatus=receiving", "CallSid=CA1&CallStatus=new",
            "MessageStatus=sent",
        ])
    func twilioOther(query: String) {
        #expect(TwilioStatusCallback.report(FormFields(decodingQuery: query)) == nil)
    }

    @Test(
        "8x8's receipts are read",
        arguments: [
            ("queued", DeliveryReport.Status.accepted), ("sent", .sent), ("delivered", .delivered),
            ("read", .delivered),
            ("undelivered", .undelivered), ("rejected", .failed),
        ])
    func receipts(word: String, status: DeliveryReport.Status) {
        let body = #"""
            {"namespace":"SMS","eventType":"outbound_message_status_changed","description":"x","payload":{"umid":"9e09",
            "clientMessageId":"event-1","destination":"+12025550293","status":{"state":"\#(word)",
            "detail":"rejected_by_operator","errorCode":15,"errorMessage":"Invalid destination"},"smsCount":3}}
            """#
        #expect(
            EightByEightReports.reports(in: Array(body.utf8)) == [
                DeliveryReport(provider: "8x8-sms", reference: "9e09", eventID: "event-1", status: status, detail: "15")
            ])
    }

    @Test(
        "8x8's session summaries are read, in whatever case",
        arguments: [
            ("COMPLETED", DeliveryReport.Status.delivered, nil as String?), ("NO_ANSWER", .unanswered, "-2004"),
            ("BUSY", .unanswered, "-2004"), ("CANCELED", .failed, "-2004"), ("FAILED", .failed, "-2004"),
            ("ERROR", .failed, "-2004"),
        ])
    func sessions(word: String, status: DeliveryReport.Status, detail: String?) {
        let body = #"""
            [{"Payload":{"SessionId":"1f04","sessionStatus":"\#(word)","errorDetails":{"errorMsg":"No","errorCode":-2004},
            "details":{"CallA":{"destination":"+6568332048"}}},"namespace":"VOICE","eventType":"SESSION_SUMMARY"}]
            """#
        #expect(
            EightByEightReports.reports(in: Array(body.utf8)) == [
                DeliveryReport(provider: "8x8-voice", reference: "1f04", eventID: nil, status: status, detail: detail)
            ])
    }

    @Test(
        "8x8's other events are passed over; what is no JSON is told apart",
        arguments: [
            (#"{"eventType":"inbound_message_received","payload":{"umid":"x"}}"#, []), ("[]", []), ("{}", []),
            ("3", []),
            (#"{"eventType":"outbound_message_status_changed","payload":{"umid":1,"status":{"state":"new"}}}"#, []),
            ("<xml/>", nil as [DeliveryReport]?), ("", nil),
        ])
    func otherEvents(body: String, expected: [DeliveryReport]?) {
        #expect(EightByEightReports.reports(in: Array(body.utf8)) == expected)
    }

    static let azureData = #"""
        {"messageId":"Outgoing_1","from":"15555555555","to":"+15555555556","deliveryStatus":"Delivered",
        "deliveryStatusDetails":"No error.","receivedTimestamp":"2021-09-19T00:27:20Z","Tag":"event-1"}
        """#

    @Test(
        "Azure's reports are read in both schemas, alone and in batches",
        arguments: [
            #"[{"id":"1","eventType":"Microsoft.Communication.SMSDeliveryReportReceived","data":\#(azureData)}]"#,
            #"{"id":"1","source":"/s","type":"Microsoft.Communication.SMSDeliveryReportReceived","data":\#(azureData)}"#,
            #"[{"type":"Microsoft.Communication.SMSDeliveryReportReceived","data":\#(azureData)},{"type":"other"},7]"#,
        ])
    func azure(body: String) throws {
        let batch = try #require(EventGridBatch(Array(body.utf8)))
        #expect(
            batch.reports == [
                DeliveryReport(
                    provider: "acs-sms", reference: "Outgoing_1", eventID: "event-1", status: .delivered, detail: nil)
            ])
        #expect(batch.validationAnswer == nil)
    }

    @Test("Azure's failures keep no sentence")
    func azureFailure() throws {
        let data = Self.azureData.replacing("\"Delivered\"", with: "\"Failed\"")
            .replacing("No error.", with: "Sender blocked for +15555555556")
        let body = #"[{"eventType":"Microsoft.Communication.SMSDeliveryReportReceived","data":\#(data)}]"#
        let report = try #require(EventGridBatch(Array(body.utf8))?.reports.first)
        #expect(report.status == .undelivered)
        #expect(report.detail == "failed")
    }

    @Test("Event Grid's handshake is answered with its code; its URL is nobody's business")
    func handshake() throws {
        let body = #"""
            [{"id":"2d","topic":"/t","subject":"","data":{"validationCode":"512d38b6","validationUrl":"http://10.0.0.1/x"},
            "eventType":"Microsoft.EventGrid.SubscriptionValidationEvent"}]
            """#
        let batch = try #require(EventGridBatch(Array(body.utf8)))
        #expect(batch.reports == [])
        #expect(
            String(decoding: try #require(batch.validationAnswer), as: UTF8.self)
                == #"{"validationResponse":"512d38b6"}"#)
        #expect(EventGridBatch(Array("nope".utf8)) == nil)
    }

    @Test("CloudEvents' handshake allows who asks, if it is a host")
    func cloudEvents() throws {
        let handshake = try #require(CloudEventsHandshake(origin: "eventgrid.azure.net", rate: "120"))
        #expect(
            handshake.answer.map { "\($0.name): \($0.value)" } == [
                "Allow: POST", "WebHook-Allowed-Origin: eventgrid.azure.net", "WebHook-Allowed-Rate: *",
            ])
        #expect(CloudEventsHandshake(origin: "eventgrid.azure.net", rate: nil)?.answer.count == 2)
        for origin in [nil, "", "a b", "x\r\nSet-Cookie: y", String(repeating: "a", count: 300)] {
            #expect(CloudEventsHandshake(origin: origin, rate: nil) == nil)
        }
    }
}

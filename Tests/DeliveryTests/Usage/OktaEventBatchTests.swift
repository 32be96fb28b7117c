import Foundation
import Testing

@testable import Delivery

@Suite("Okta's events")
struct OktaEventBatchTests {
    static func event(
        _ uuid: String = "u1", type: String = "user.authentication.auth_via_mfa", result: String = "SUCCESS",
        factor: String? = "SMS_FACTOR", reason: String? = nil, actor: String = #"{"id":"00u1","type":"User"}"#
    ) -> String {
        let factor = factor.map { "\"\($0)\"" } ?? "null"
        let reason = reason.map { "\"\($0)\"" } ?? "null"
        return #"""
            {"uuid":"\#(uuid)","published":"2026-05-28T20:26:40.123Z","eventType":"\#(type)","actor":\#(actor),
            "target":[{"id":"app1","type":"AppInstance"},{"id":"00u7","type":"User"}],
            "outcome":{"result":"\#(result)","reason":\#(reason)},"debugContext":{"debugData":{"factor":\#(factor)}}}
            """#
    }

    static func batch(_ events: String...) -> [UInt8] {
        Array(#"{"eventType":"com.okta.event_hook","data":{"events":[\#(events.joined(separator: ","))]}}"#.utf8)
    }

    @Test(
        "A used code is one of text or call, with success",
        arguments: [
            (event(), DeliveryChannel.sms as DeliveryChannel?), (event(factor: "CALL_FACTOR"), .voice),
            (event(type: "user.mfa.factor.activate"), .sms),
            (event(factor: nil, reason: "User used CALL_FACTOR"), .voice), (event(factor: "sms_factor"), .sms),
            (event(factor: "OKTA_VERIFY_PUSH"), nil), (event(factor: nil), nil), (event(result: "FAILURE"), nil),
            (event(type: "user.session.start"), nil), (event(actor: "null"), .sms), ("{}", nil), ("[]", nil),
            ("3", nil),
        ])
    func usedCodes(event: String, channel: DeliveryChannel?) throws {
        let batch = try #require(OktaEventBatch(Self.batch(event)))
        #expect(batch.usedCodes.map(\.channel) == [channel].compactMap { $0 })
    }

    @Test("Every event of a batch counts, each once")
    func batches() throws {
        let batch = try #require(
            OktaEventBatch(
                Self.batch(Self.event(), #"{"what":1}"#, Self.event("u2", factor: "CALL_FACTOR"), Self.event())))
        #expect(batch.eventCount == 4)
        #expect(batch.usedCodes.map(\.eventUUID) == ["u1", "u2"])
        #expect(batch.usedCodes.first?.userID == "00u1")
        let usedAt = try #require(batch.usedCodes.first?.usedAt)
        #expect(abs(usedAt.timeIntervalSince1970 - 1_780_000_000.123) < 0.001)
    }

    @Test("An event without an id counts, and is the same one when it comes again")
    func withoutID() throws {
        let bare = Self.event().replacing(#""uuid":"u1","#, with: "")
        let other = bare.replacing("00u1", with: "00u2")
        let first = try #require(OktaEventBatch(Self.batch(bare, other, bare)))
        #expect(first.usedCodes.map(\.userID) == ["00u1", "00u2"])
        let second = try #require(OktaEventBatch(Self.batch(bare)))
        #expect(second.usedCodes.first?.eventUUID == first.usedCodes.first?.eventUUID)
    }

    @Test("Ids that look the same and are of other bytes are two")
    func lookalikes() throws {
        let ids = ["caf\u{e9}", "cafe\u{301}"]
        #expect(ids[0] == ids[1])
        let kept = ids.map(StoredID.bounded)
        #expect(kept[0] != kept[1] && kept[0] == StoredID.bounded(ids[0]))
        let batch = try #require(OktaEventBatch(Self.batch(Self.event(ids[0]), Self.event(ids[1]))))
        #expect(Set(batch.usedCodes.map(\.eventUUID)).count == 2)
    }

    @Test(
        "Where an administrator or a system acted, the person is the target",
        arguments: [
            #"{"id":"sys","type":"SystemPrincipal"}"#, #"{"type":"User"}"#, "null",
        ])
    func targets(actor: String) throws {
        let batch = try #require(OktaEventBatch(Self.batch(Self.event(actor: actor))))
        #expect(batch.usedCodes.map(\.userID) == ["00u7"])
    }

    @Test("Other JSON holds no events; what is no JSON is told apart")
    func others() throws {
        for body in ["{}", "[]", "null", #"{"data":{"events":"x"}}"#, #"{"data":7}"#] {
            #expect(try #require(OktaEventBatch(Array(body.utf8))).usedCodes == [])
        }
        #expect(OktaEventBatch(Array("<x>".utf8)) == nil)
        #expect(OktaEventBatch([]) == nil)
    }
}

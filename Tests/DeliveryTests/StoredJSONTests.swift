import Foundation
import PhoneNumbers
import Testing

@testable import Delivery

@Suite("JSON for the store")
struct StoredJSONTests {
    @Test func `A message and an outcome are read back as they were`() throws {
        let message = try Samples.message()
        #expect(try JSONDecoder().decode(CodeMessage.self, from: Data(message.json)) == message)
        let bare = CodeMessage(
            eventID: "e\"\n1", code: message.code, destination: message.destination, channel: .voice, text: "",
            locale: nil, expiresAt: Date(timeIntervalSinceReferenceDate: 802_000_000.123_456_7), userID: nil)
        #expect(try JSONDecoder().decode(CodeMessage.self, from: Data(bare.json)) == bare)
        for outcome in [
            DeliveryOutcome(status: .pending, provider: "a"), .refused(.dailyCap),
            DeliveryOutcome(
                status: .successful, provider: "8x8-sms", transactionID: "t", transactionMetadata: "m=\"1\""),
        ] {
            #expect(try JSONDecoder().decode(DeliveryOutcome.self, from: Data(outcome.json)) == outcome)
        }
    }
}

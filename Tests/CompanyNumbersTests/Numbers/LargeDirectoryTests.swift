import CompanyNumbers
import Foundation
import HTTPTransport
import OktaAPI
import Testing
import TwilioAPI

@Suite struct LargeDirectoryTests {
    private static let people = 10_000

    /// Pages that are made as they are asked for, so that the fake holds no directory of its own.
    private static func answer(_ request: OutboundRequest) -> OutboundResponse {
        let query = URLComponents(string: request.url)?.queryItems ?? []
        func value(_ name: String) -> Int? { query.first { $0.name == name }.flatMap { Int($0.value ?? "") } }
        if request.upstream == "okta" {
            let from = value("after") ?? 0
            let users = (from..<min(from + 200, people)).map { index in
                let mobile = index % 100 == 0 ? "(212) 555-\(1000 + index % 9000)" : "+1212\(5_550_000 + index)"
                return #"{"id":"00u\#(index)","status":"ACTIVE","profile":{"login":"u\#(index)@example.com","#
                    + #""mobilePhone":"\#(mobile)","primaryPhone":"+1415\#(5_000_000 + index)"}}"#
            }
            let next = "<\(FakeWorld.org)/api/v1/users?limit=200&after=\(from + 200)>; rel=\"next\""
            return .json(
                "[\(users.joined(separator: ","))]", headers: from + 200 < people ? [("Link", next)] : [])
        }
        let size = value("PageSize") ?? 50
        let from = (value("Page") ?? 0) * size
        let numbers = (from..<min(from + size, people)).map { index in
            #"{"sid":"PN\#(index)","phone_number":"+1415\#(5_000_000 + index)","friendly_name":"voicegate:00u\#(index)","#
                + #""voice_url":"\#(FakeWorld.publicURL)/call-forward","voice_method":"POST","#
                + #""sms_url":"\#(FakeWorld.publicURL)/sms-forward","sms_method":"POST"}"#
        }
        let next = "\(FakeWorld.account)/IncomingPhoneNumbers.json?PageSize=\(size)&Page=\(from / size + 1)"
        let link = from + size < people ? #","next_page_uri":"\#(next)""# : ""
        return .json(#"{"incoming_phone_numbers":[\#(numbers.joined(separator: ","))]\#(link)}"#)
    }

    @Test func `Ten thousand people and numbers are compared by their pages alone`() async throws {
        let transport = ScriptedTransport { Self.answer($0) }
        let okta = OktaClient(
            orgURL: FakeWorld.org, credentials: SSWSToken("00secret"), transport: transport,
            budget: RateLimitBudget(), userAgent: "Test")
        let twilio = TwilioClient(
            accountSID: "AC1", credentials: TwilioCredentials(sid: "SK1", secret: "s"), baseURL: FakeWorld.api,
            transport: transport)
        let work = NumbersWork(vendors: NumbersVendors(okta: okta, twilio: twilio), policy: FakeWorld.policy)
        let plan = try await work.plan(deadline: inAnHour)
        #expect(plan.people == Self.people && plan.numbers == Self.people)
        #expect(plan.actions.count == 100 && plan.findings.isEmpty)
        #expect(transport.requests.count { $0.upstream == "okta" } == 50)
        #expect(transport.requests.count { $0.upstream == "twilio" } == 20)
    }
}

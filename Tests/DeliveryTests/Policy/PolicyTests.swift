import Clocks
import Foundation
import PhoneNumbers
import Testing

@testable import Delivery

@Suite("Policy")
struct PolicyTests {
    @Test(
        "The longest prefix wins; in both lists it is blocked",
        arguments: [
            ([], [], "+14255550123", nil as PolicyRefusal?), (["+1"], [], "+14255550123", nil),
            (["+44"], [], "+14255550123", .prefix), ([], ["+1"], "+14255550123", .prefix),
            (["+1425"], ["+1"], "+14255550123", nil), (["+1"], ["+1425"], "+14255550123", .prefix),
            (["+1"], ["+1"], "+14255550123", .prefix), ([], ["+1425"], "+12125550123", nil),
            (["+1"], ["+44"], "+4915112345678", .prefix),
        ])
    func prefixes(allowed: [String], blocked: [String], number: String, refusal: PolicyRefusal?) throws {
        let policy = SendPolicy(allowedPrefixes: allowed, blockedPrefixes: blocked)
        #expect(policy.refusal(of: try #require(PhoneNumber(number))) == refusal)
    }

    @Test(
        "Kinds that cost or reach nobody get no codes; a number that metadata does not know does",
        arguments: [
            ("+15551234567", nil as PolicyRefusal?), ("+14255550123", nil), ("+4915112345678", nil),
            ("+19002345678", .kind), ("+449098790000", .kind), ("+448431234567", .kind), ("+447012345678", .kind),
            ("+498001234567", nil), ("+15005550006", nil),
        ])
    func kinds(number: String, refusal: PolicyRefusal?) throws {
        #expect(SendPolicy().refusal(of: try #require(PhoneNumber(number))) == refusal)
    }

    @Test("A message is counted by number, person, and the longest prefix's day")
    func charges() throws {
        let policy = SendPolicy(
            perNumber: SendLimit(count: 5, seconds: 600), perUser: SendLimit(count: 7, seconds: 900),
            dailyCaps: ["+1": 5000, "+1425": 10])
        let charges = policy.charges(for: try Samples.message(), at: ManualTime.date)
        #expect(
            charges == [
                SendCharge(
                    key: LedgerKey(scope: .number, value: "+14255550123"), limit: 5, seconds: 600, refusal: .perNumber),
                SendCharge(key: LedgerKey(scope: .user, value: "00u1"), limit: 7, seconds: 900, refusal: .perUser),
                SendCharge(
                    key: LedgerKey(scope: .prefix, value: "+1425@20601"), limit: 10, seconds: 86_400,
                    refusal: .dailyCap),
            ])
    }

    @Test("Nobody's message is counted under no person")
    func noUser() throws {
        let policy = SendPolicy(perUser: SendLimit(count: 7, seconds: 900))
        let charges = policy.charges(for: try Samples.message(userID: nil), at: ManualTime.date)
        #expect(charges.map(\.key.scope) == [.number])
    }

    @Test("A daily cap is of a country and a day")
    func dailyCap() async throws {
        let time = ManualTime()
        let check = PolicyCheck(
            policy: SendPolicy(perNumber: nil, dailyCaps: ["+1": 2]), ledger: MemorySendLedger(), timing: time.timing,
            logger: LogCatcher().logger)
        func refusal(to number: String) async throws -> PolicyRefusal? {
            let message = try Samples.message(to: number)
            return await check.count(check.terms(of: message).charges, of: message, deadline: time.now + .seconds(2))
        }
        #expect(try await refusal(to: "+14255550123") == nil)
        #expect(try await refusal(to: "+12125550123") == nil)
        #expect(try await refusal(to: "+12125550123") == .dailyCap)
        #expect(try await refusal(to: "+4915112345678") == nil)
        time.advance(by: .seconds(86_400))
        #expect(try await refusal(to: "+12125550123") == nil)
    }
}

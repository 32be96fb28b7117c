import CompanyNumbers
import Foundation
import HTTPTransport
import PhoneNumbers
import Testing
import TwilioAPI

/// Compares what is sent with the vendors' own descriptions.
@Suite struct NumbersContractTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "../shared/contracts")
        .standardizedFileURL
    private static let isThere = FileManager.default.fileExists(atPath: folder.path)

    /// Every kind of request that the work on numbers makes.
    private func requests() async throws -> [OutboundRequest] {
        let world = FakeWorld()
        world.add("00u0", mobile: "(212) 555-1000")
        world.add("00u1", primary: "+14155550100")
        world.add("00u2", mobile: "+14155550003", primary: "+14155550102")
        world.add("00uGone", primary: "+14155550101", status: "SUSPENDED")
        for number in ["+14155550100", "+14155550101", "+14155550102"] { world.own(number) }
        world.stock(3)
        var policy = FakeWorld.policy
        (policy.areaCode, policy.needsSMS, policy.releasesInactive) = ("415", true, true)
        (policy.addressSID, policy.bundleSID) = ("AD1", "BU1")
        #expect(try await world.run(policy).isClean)
        let work = world.work(policy)
        _ = try await work.list(deadline: inAnHour)
        let number = try #require(PhoneNumber("+14155550102"))
        try await work.release(try await work.findRelease(of: number, deadline: inAnHour), deadline: inAnHour)
        // Neighbours of an empty area are looked for, too.
        world.add("00u9")
        policy.areaCode = "916"
        _ = try await world.run(policy)
        return world.requests
    }

    /// What Twilio describes on other pages than those that are kept beside the project: https://pricing.twilio.com.
    private static let elsewhere = ["GET /v1/PhoneNumbers/Countries/{IsoCountry}"]

    @Test(.enabled(if: isThere, "left out: ../shared/contracts is not there"))
    func `Every request to Twilio is one that its description knows`() async throws {
        let contract = try VendorDescription(Self.folder.appending(path: "twilio-api-2010.json"))
        let sent = try await requests().filter { $0.upstream == "twilio" }
        #expect(Set(sent.map(\.operation)) == ["numbers", "number", "available", "buy", "update", "release", "price"])
        for request in sent {
            if request.operation == "price" {
                #expect(request.url.contains("/v1/PhoneNumbers/Countries/"))
            } else {
                #expect(contract.faults(of: request, base: FakeWorld.api) == [])
            }
        }
    }

    @Test(.enabled(if: isThere, "left out: ../shared/contracts is not there"))
    func `The list of what is described elsewhere holds nothing that is described here`() throws {
        let contract = try VendorDescription(Self.folder.appending(path: "twilio-api-2010.json"))
        for line in Self.elsewhere {
            let parts = line.split(separator: " ").map(String.init)
            #expect(!contract.describes(parts[0], parts[1]), "\(line)")
        }
    }

    @Test(.enabled(if: isThere, "left out: ../shared/contracts is not there"))
    func `Every request to Okta is one that its description knows`() async throws {
        let contract = try VendorDescription(Self.folder.appending(path: "okta-management.json"))
        let sent = try await requests().filter { $0.upstream == "okta" }
        #expect(Set(sent.map(\.operation)) == ["users", "user", "update-user"])
        for request in sent { #expect(contract.faults(of: request, base: FakeWorld.org) == []) }
    }
}

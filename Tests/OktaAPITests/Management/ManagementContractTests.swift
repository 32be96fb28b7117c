import Foundation
import HTTPTransport
import OktaAPI
import Testing

/// Holds every request that sets an organisation up to Okta's own description of its interface.
@Suite("Okta's description of its interface")
struct ManagementContractTests {
    private static let file = URL(filePath: #filePath).appending(
        path: "../../../../../shared/contracts/okta-management.json"
    ).standardizedFileURL
    private static let isThere = FileManager.default.fileExists(atPath: file.path)

    /// What Okta's public pages describe and the part that is kept beside the project does not.
    private static let elsewhere: Set<String> = [
        "GET /api/v1/authenticators", "PUT /api/v1/policies/{policyId}",
        "POST /api/v1/policies/{policyId}/lifecycle/activate", "PUT /api/v1/policies/{policyId}/rules/{ruleId}",
        "POST /api/v1/policies/{policyId}/rules/{ruleId}/lifecycle/activate",
    ]

    @Test(
        .enabled(if: isThere, "left out: ../shared/contracts/okta-management.json is not there"),
        arguments: ManagementRequests.all)
    func `Path, parameters and body are as described`(sample: ManagementRequests.Sample) async throws {
        let contract = try VendorDescription(Self.file)
        let transport = ScriptedTransport { _ in .json(sample.answer) }
        try await sample.send(makeClient(transport))
        let request = try #require(transport.requests.first)
        let path = String(request.url.dropFirst(organisation.count).prefix { $0 != "?" })
        if !contract.describes(request.method, path) {
            let pattern = path.replacing("00p1", with: "{policyId}").replacing("0pr1", with: "{ruleId}")
            #expect(Self.elsewhere.contains("\(request.method) \(pattern)"), "\(sample.line) is not described")
            return
        }
        #expect(contract.faults(of: request, base: organisation) == [])
    }

    @Test(.enabled(if: isThere, "left out: ../shared/contracts/okta-management.json is not there"))
    func `The list of what is described elsewhere holds nothing that is described here`() throws {
        let contract = try VendorDescription(Self.file)
        for line in Self.elsewhere {
            let parts = line.split(separator: " ").map(String.init)
            #expect(!contract.describes(parts[0], parts[1]), "\(line)")
        }
    }

    @Test(.enabled(if: isThere, "left out: ../shared/contracts/okta-management.json is not there"))
    func `What the check would not find is found`() throws {
        let contract = try VendorDescription(Self.file)
        func faults(_ path: String, _ body: String) -> [String] {
            contract.faults(
                of: OutboundRequest(
                    method: "POST", url: organisation + path,
                    headers: OutboundHeaders([("Content-Type", "application/json")]), body: Array(body.utf8),
                    upstream: "okta", operation: "test"), base: organisation)
        }
        #expect(faults("/api/v1/eventHooks", #"{"name":7}"#).count == 3)
        #expect(faults("/api/v1/eventHooks?colour=red", #"{"name":7}"#).count == 4)
        #expect(faults("/api/v1/nothing", "{}").count == 1)
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Simulator

/// A simulated Okta without sockets, on a clock that the test moves.
struct TestOrg: Sendable {
    static let ada = "00usim00000000000001"
    static let ben = "00usim00000000000002"
    static let chloe = "00usim00000000000003"
    static let sms = "/api/v1/users/\(ada)/factors/smssim00000000000001/verify"
    static let push = "/api/v1/users/\(ben)/factors/opfsim00000000000002/verify"
    static let totp = "/api/v1/users/\(chloe)/factors/ostsim00000000000003/verify"

    let clock = ManualClock()
    let journal = Journal()
    let faults = FaultPlan()
    let org: OktaOrg
    let rack: HandsetRack

    init(_ settings: OktaOrgSettings = OktaOrgSettings(), users: [SimulatedUser] = .sampleDirectory) {
        rack = HandsetRack(journal: journal) { _, _ in }
        org = OktaOrg(
            users: users, settings: settings, clock: clock, random: .seeded(7), journal: journal, handsets: rack
        ) { _, _ in }
    }

    func handset(_ userID: String) -> Handset { Handset(userID: userID, rack: rack, org: org) }

    /// Sends a request that is right in every other respect.
    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil,
        headers changes: [String: String?] = [:]
    ) async throws -> Answer {
        var headers = HTTPFields()
        headers[.authorization] = "SSWS 00simulatedOktaApiToken"
        headers[.userAgent] = "Voicegate/1 (Linux)"
        if body != nil { headers[.contentType] = "application/json" }
        for (name, value) in changes { headers[named: name] = value }
        let router = OktaServer(org: org, authorizer: TokenAuthorizer(org: org)).router(
            journal: journal, faults: faults)
        return try await Application(router: router).test(.router) { [headers] client in
            try await client.execute(
                uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
            ) { response in
                Answer(
                    status: Int(response.status.code), headers: response.headers,
                    text: String(buffer: response.body))
            }
        }
    }

    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var text: String

        var json: JSON { JSON(Array(text.utf8)) ?? .null }
        var code: String? { json["errorCode"]?.string }
        var result: String? { json["factorResult"]?.string }

        /// The path of a link, without the org's URL.
        func link(_ name: String) throws -> String {
            let href = try #require(json["_links"]?[name]?["href"]?.string)
            return String(href.dropFirst("https://simulated.okta.example".count))
        }
    }
}

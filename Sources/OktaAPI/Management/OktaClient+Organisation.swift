import Clocks
public import HTTPTransport
import JSON

/// What an organisation runs on.
public enum OktaEngine: String, Sendable, Codable {
    /// Identity Engine.
    case identityEngine = "idx"
    /// Classic Engine.
    case classic = "v1"
}

extension OktaClient {
    /// Reads what the organisation runs on; needs no credentials, and so shows whether there is one at all.
    ///
    /// - Throws: ``OktaError``; ``OktaError/Code/malformedAnswer`` when it is no organisation of Okta's.
    public func engine(deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaEngine {
        try await OktaOrganisation(url: orgURL, transport: transport).engine(deadline: deadline)
    }

    /// Lists the authenticators that the organisation has set up; Classic Engine has none.
    ///
    /// - Throws: ``OktaError``.
    public func authenticators(deadline: ContinuousClock.Instant) async throws(OktaError) -> [OktaObject] {
        try await list("/api/v1/authenticators", operation: "authenticators", deadline: deadline)
    }
}

/// An organisation before anybody has proven who asks.
public struct OktaOrganisation: Sendable {
    private let url: String
    private let transport: any HTTPTransport

    /// Names an organisation.
    ///
    /// - Parameters:
    ///   - url: `https://acme.okta.com`, without a slash at its end.
    ///   - transport: What sends.
    public init(url: String, transport: any HTTPTransport) {
        self.url = url
        self.transport = transport
    }

    /// Reads what it runs on (`/.well-known/okta-organization`).
    ///
    /// - Throws: ``OktaError``; ``OktaError/Code/malformedAnswer`` when it is no organisation of Okta's.
    public func engine(deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaEngine {
        let request = OutboundRequest(
            method: "GET", url: url + "/.well-known/okta-organization",
            headers: OutboundHeaders([("Accept", "application/json")]), upstream: "okta", operation: "organisation")
        let answer: OutboundResponse
        do {
            answer = try await transport.send(
                request, deadline: deadline, repeating: RetryPolicy(.reads), timing: .real)
        } catch {
            throw OktaError(error)
        }
        guard answer.status == 200 else { throw OktaError(OktaRefusal(answer)) }
        guard let pipeline = try OktaClient.json(answer)["pipeline"]?.text else { throw OktaClient.malformed(answer) }
        // An engine that is newer than this program is like the newest it knows.
        return OktaEngine(rawValue: pipeline) ?? .identityEngine
    }
}

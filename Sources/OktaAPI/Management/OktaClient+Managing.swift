import HTTPTransport
public import JSON

extension OktaClient {
    /// Sends a request that sets the organisation up; its errors keep Okta's own words.
    func manage(
        _ method: String, _ path: String, _ body: JSONValue? = nil, operation: String,
        deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OutboundResponse {
        var request = request(method, path, operation: operation)
        if let body {
            request.body = body.bytes
            request.headers["Content-Type"] = "application/json"
        }
        return try await send(request, .patient, deadline: deadline, explains: true)
    }

    /// Reads a list, all pages of it; what is no object in it is left out.
    func list(
        _ path: String, operation: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> [OktaObject] {
        var objects: [OktaObject] = []
        var request = request("GET", path, operation: operation)
        for _ in 0..<100 {
            let answer = try await send(request, .patient, deadline: deadline, explains: true)
            objects += try Self.decodeWhatMakesSense(answer)
            guard let next = LinkHeader.next(in: answer.headers) else { return objects }
            request = try self.request("GET", link: next, operation: operation)
        }
        throw OktaError(.malformedAnswer)
    }
}

/// Something that Okta keeps under an id, with all its members.
public struct OktaObject: Readable, Sendable, Equatable {
    /// Okta's id.
    public let id: String
    /// Everything that Okta says of it.
    public let json: JSONValue

    /// Takes an object with an id.
    public init?(_ json: JSONValue) {
        guard let id = json["id"]?.text, !id.isEmpty else { return nil }
        self.id = id
        self.json = json
    }

    /// `name`.
    public var name: String? { json["name"]?.text }
    /// Whether `status` is `ACTIVE`.
    public var isActive: Bool { json["status"]?.text == "ACTIVE" }
}

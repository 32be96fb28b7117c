import HTTPTransport
public import JSON

/// The profile of people, as far as the default user type has it.
public struct OktaUserSchema: Sendable, Equatable {
    /// Attributes that every organisation has, by name.
    public let base: [String: JSONValue]
    /// The organisation's own attributes, by name.
    public let custom: [String: JSONValue]

    init(_ json: JSONValue) {
        base = json["definitions"]?["base"]?["properties"]?.members ?? [:]
        custom = json["definitions"]?["custom"]?["properties"]?.members ?? [:]
    }
}

extension OktaClient {
    private static let userSchema = "/api/v1/meta/schemas/user/default"

    /// Reads the default user schema.
    ///
    /// - Throws: ``OktaError``.
    public func userSchema(deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaUserSchema {
        let answer = try await manage("GET", Self.userSchema, operation: "schema", deadline: deadline)
        return OktaUserSchema(try Self.json(answer))
    }

    /// Adds attributes to the default user schema, or changes them; others stay as they are.
    ///
    /// - Throws: ``OktaError``.
    public func changeUserSchema(
        attributes: [String: JSONValue], deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        let custom: JSONValue = ["id": "#custom", "type": "object", "properties": .object(attributes)]
        _ = try await manage(
            "POST", Self.userSchema, ["definitions": ["custom": custom]], operation: "schema", deadline: deadline)
    }
}

import Foundation

extension SQLStore {
    /// Writes a value as JSON and seals it.
    func sealed(
        _ value: some Encodable, as what: String, scope: String, label: String
    ) throws(StoreError) -> Data {
        try sealer.seal(try json(value, as: what), scope: scope, label: label)
    }

    /// Opens what ``sealed(_:as:scope:label:)`` made.
    func opened<Value: Decodable>(
        _ type: Value.Type, _ bytes: Data, as what: String, scope: String, label: String
    ) throws(StoreError) -> Value {
        try value(type, try sealer.open(bytes, scope: scope, label: label), as: what)
    }

    /// Writes a value as JSON; `what` names it in an error.
    func json(_ value: some Encodable, as what: String) throws(StoreError) -> Data {
        do {
            return try JSONEncoder().encode(value)
        } catch {
            throw StoreError(.unavailable, "\(what) cannot be written as JSON", cause: error)
        }
    }

    /// Reads a value from JSON; `what` names it in an error.
    func value<Value: Decodable>(
        _ type: Value.Type, _ json: Data, as what: String
    ) throws(StoreError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: json)
        } catch {
            throw StoreError(
                .corrupt, "\(what) was written by a version of the program that this one does not understand",
                cause: error)
        }
    }
}

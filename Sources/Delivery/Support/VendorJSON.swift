import Foundation

/// JSON as vendors are sent it, and as they answer.
enum VendorJSON {
    /// Writes a body; names in alphabetical order, so that the same request is the same bytes.
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding texts and whole numbers does not fail.
        return (try? encoder.encode(value)).map(Array.init) ?? []
    }

    /// Reads a body; nil when it is not of the shape.
    static func decode<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(body))
    }
}

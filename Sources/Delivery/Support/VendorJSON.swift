import Foundation

/// JSON as vendors answer.
enum VendorJSON {
    /// Reads a body; nil when it is not of the shape.
    static func decode<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(body))
    }
}

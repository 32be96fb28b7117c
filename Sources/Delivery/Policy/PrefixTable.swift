public import PhoneNumbers

/// Values by the beginnings of numbers; the longest beginning wins.
public struct PrefixTable<Value: Sendable>: Sendable {
    private let values: [String: Value]
    private let lengths: [Int]

    /// Makes a table.
    ///
    /// - Parameter values: Values by prefix, `+` and digits: `+49`.
    public init(_ values: [String: Value] = [:]) {
        self.values = values
        lengths = Set(values.keys.map(\.utf8.count)).sorted(by: >)
    }

    /// The value of the longest prefix of a number.
    public func match(_ number: PhoneNumber) -> (prefix: String, value: Value)? {
        for length in lengths {
            let prefix = String(number.e164.prefix(length))
            if let value = values[prefix] { return (prefix, value) }
        }
        return nil
    }
}

/// One rule that every adapter of a port keeps to, as a check that a test runs.
///
/// Adapters live in other rooms, so the rules live here, beside the ports:
///
///     @Test(arguments: DeliveryContracts.log) func keepsTo(check: ContractCheck<any DeliveryStorage>) async throws {
///         try await check.run(makeStore())
///     }
public struct ContractCheck<Subject: Sendable>: Sendable, CustomStringConvertible {
    /// The rule, as a sentence.
    public let description: String
    /// Checks it on an adapter that is empty; throws ``ContractViolation`` when the rule is broken.
    public let run: @Sendable (Subject) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (Subject) async throws -> Void) {
        self.description = description
        self.run = run
    }
}

/// A broken rule.
public struct ContractViolation: Error, Sendable, CustomStringConvertible {
    /// What was expected, and where.
    public let description: String
}

/// The rules of this room's ports.
public enum DeliveryContracts {
    // Throws without a type, here and in the samples: over typed ones Swift 6.3's optimizer breaks down.

    /// Fails a check when two values differ.
    static func expect<Value: Equatable>(
        _ value: Value, _ expected: Value, file: String = #fileID, line: Int = #line
    ) throws {
        guard value != expected else { return }
        throw ContractViolation(description: "\(file):\(line): got \(value), expected \(expected)")
    }

    /// Fails a check when a value is missing.
    static func require<Value>(
        _ value: Value?, file: String = #fileID, line: Int = #line
    ) throws -> Value {
        guard let value else { throw ContractViolation(description: "\(file):\(line): got nil") }
        return value
    }
}

/// A value that must not be seen: printing, logging or dumping it shows dots.
///
/// It is deliberately not `Equatable`: what a request presents is compared in constant time where that matters.
public struct Secret<Value: Sendable>: Sendable {
    /// The value itself, for the one place that uses it.
    public let revealed: Value

    /// Wraps a value.
    public init(_ value: Value) { revealed = value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Shows that there is something, never what or how long.
    public var description: String { "••••••" }

    /// Shows the same as ``description``.
    public var debugDescription: String { description }

    /// Hides the value from `dump` and from the reflection of whatever holds it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

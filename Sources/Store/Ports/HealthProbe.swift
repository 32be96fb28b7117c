/// Says whether the store does its work, for `/ready`.
public protocol HealthProbe: Sendable {
    /// Tries a tiny write.
    func isWritable() async -> Writability
}

/// Whether a store can be written.
public enum Writability: Sendable {
    case writable
    case refused(StoreError)

    /// Whether the write went through.
    public var isWritable: Bool { reason == nil }

    /// Why it cannot be written, safe for a log; nil when it can.
    public var reason: String? {
        if case .refused(let error) = self { error.description } else { nil }
    }
}

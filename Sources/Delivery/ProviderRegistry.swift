/// The providers that are enabled.
public struct ProviderRegistry: Sendable {
    /// The enabled ones, in their order.
    public let senders: [any CodeSender]

    /// Makes the providers that are enabled.
    ///
    /// - Parameters:
    ///   - enabled: Their settings, in the default order.
    ///   - parts: What else they are made of.
    public init(_ enabled: [any ProviderSettings], parts: ProviderParts) {
        senders = enabled.map { $0.makeSender(parts) }
    }

    /// Those of the enabled ones that want to know how codes ended.
    public var feedback: [ProviderID: any UsageFeedback] {
        var listeners: [ProviderID: any UsageFeedback] = [:]
        for sender in senders { listeners[sender.id] = sender as? any UsageFeedback }
        return listeners
    }
}

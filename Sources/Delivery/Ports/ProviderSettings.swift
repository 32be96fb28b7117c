public import Clocks
public import HTTPTransport

/// What a provider is made of besides its settings.
public struct ProviderParts: Sendable {
    /// Sends requests out.
    public let transport: any HTTPTransport
    /// Finds the words of calls.
    public let script: any VoiceScript
    /// Knows what was sent before.
    public let history: any SendHistory
    /// The clock.
    public let timing: Timing

    /// Puts the parts together.
    public init(
        transport: any HTTPTransport, script: any VoiceScript, history: any SendHistory, timing: Timing
    ) {
        self.transport = transport
        self.script = script
        self.history = history
        self.timing = timing
    }
}

/// What a provider is and can do.
public struct ProviderDescription: Sendable, Hashable {
    /// The name that settings, hooks and metrics use.
    public let id: ProviderID
    /// What it can do.
    public let channels: Set<DeliveryChannel>

    /// Makes a description.
    public init(id: ProviderID, channels: Set<DeliveryChannel>) {
        self.id = id
        self.channels = channels
    }
}

/// The settings of one provider, which know how to make it.
///
/// Each vendor's folder has its own.
public protocol ProviderSettings: Sendable {
    /// What the provider is and can do.
    static var description: ProviderDescription { get }

    /// Makes the provider.
    func makeSender(_ parts: ProviderParts) -> any CodeSender

    /// Looks at the provider by harmless reads.
    func check(by transport: any HTTPTransport, deadline: ContinuousClock.Instant) async -> ProviderCheck
}

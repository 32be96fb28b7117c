/// A text message on a simulated handset.
public struct HandsetMessage: Sendable, Equatable {
    /// Its place among the messages of the handset: 1 is the first.
    public var number: Int

    /// The number that it was sent to, E.164.
    public var to: String

    /// The text as it was shown.
    public var text: String

    /// The one-time code in it.
    public var code: String?

    /// Who sent it, as the handset shows it: a number, a short code or a name.
    public var from: String?

    /// Who carried it.
    public var carrier: Carrier = .okta

    /// The URLs of the pictures that came with it.
    public var media: [String] = []
}

/// A prompt of Okta Verify on a simulated handset.
public struct PushPrompt: Sendable, Equatable {
    /// What became of a prompt.
    public enum State: String, Sendable {
        /// It waits for the person.
        case waiting

        /// The person said yes, and tapped the right number where one was asked for.
        case approved

        /// The person said no, or tapped a wrong number.
        case rejected

        /// Nobody answered in time.
        case timedOut

        /// The challenge was cancelled by whoever had asked for it.
        case cancelled
    }

    /// Okta's identifier of the transaction.
    public var id: String

    /// The device that shows the prompt.
    public var device: String

    /// The numbers to choose from; empty when a plain yes is enough.
    public var numbers: [Int]

    /// The client that the prompt names: the `User-Agent` of the request.
    public var client: String

    /// What became of it.
    public var state: State
}

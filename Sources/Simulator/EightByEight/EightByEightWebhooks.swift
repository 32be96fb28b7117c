import Synchronization

/// The webhooks that are configured at 8x8.
final class EightByEightWebhooks: Sendable {
    /// What a webhook is for.
    enum Purpose: String, Sendable, CaseIterable {
        /// Reports of text messages.
        case messages

        /// The voice API's calls for what to do next.
        case callAction = "VCA"

        /// The voice API's summaries.
        case sessionSummary = "VSS"
    }

    private let state: Mutex<[Purpose: EightByEightWebhook]>

    init(_ webhooks: [Purpose: EightByEightWebhook]) {
        state = Mutex(webhooks)
    }

    subscript(purpose: Purpose) -> EightByEightWebhook? {
        get { state.withLock { $0[purpose] } }
        set { state.withLock { $0[purpose] = newValue } }
    }
}

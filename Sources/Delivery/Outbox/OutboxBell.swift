package import Foundation

/// Rings when something was put into the outbox, so that it need not wait for the next round.
///
/// One listens; a ring that nobody has heard yet stands for all that follow.
package final class OutboxBell: Sendable {
    /// The rings.
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// Makes a bell that is quiet.
    package init() { (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Rings.
    func ring() { continuation.yield() }
}

/// An outbox with a bell.
package struct RingingOutbox: Outbox {
    private let outbox: any Outbox
    private let bell: OutboxBell

    /// Hangs a bell on an outbox.
    package init(_ outbox: any Outbox, bell: OutboxBell) {
        self.outbox = outbox
        self.bell = bell
    }

    /// Puts jobs in, and rings.
    package func enqueue(_ items: [OutboxItem]) async throws {
        try await outbox.enqueue(items)
        if !items.isEmpty { bell.ring() }
    }

    /// Takes due jobs.
    package func claimDue(owner: String, now: Date, until: Date, limit: Int) async throws -> [OutboxItem] {
        try await outbox.claimDue(owner: owner, now: now, until: until, limit: limit)
    }

    /// Ends a job.
    package func done(_ id: String, now: Date) async throws { try await outbox.done(id, now: now) }

    /// Makes a job due again.
    package func retry(_ id: String, at: Date) async throws { try await outbox.retry(id, at: at) }

    /// What waits.
    package func backlog() async throws -> OutboxBacklog { try await outbox.backlog() }
}

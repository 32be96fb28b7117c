public import Clocks
import Foundation

/// Runs something while holding the lease on numbers, and prolongs it meanwhile.
public struct LeasedRun: Sendable {
    private let lease: any NumbersLease
    private let owner: LeaseOwner
    private let timing: Timing
    private let isRunning: @Sendable (Int32) -> Bool

    /// How long the lease lasts when nobody prolongs it.
    private static let length = Duration.seconds(90)

    /// What came of it.
    public enum Outcome<Value: Sendable>: Sendable {
        /// It ran. If the lease was lost meanwhile, its task was cancelled.
        case ran(Value)
        /// Another has the lease.
        case held(NumbersLeaseHolder)
    }

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - lease: The lease.
    ///   - owner: Who asks.
    ///   - timing: The clocks to go by.
    ///   - isRunning: Says whether a process of this machine runs.
    public init(
        lease: any NumbersLease, owner: LeaseOwner, timing: Timing = .real,
        isRunning: @escaping @Sendable (Int32) -> Bool
    ) {
        self.lease = lease
        self.owner = owner
        self.timing = timing
        self.isRunning = isRunning
    }

    /// Takes the lease and runs something.
    ///
    /// - Parameter body: What runs; it is cancelled when the lease is lost.
    /// - Returns: What it returned, or who has the lease.
    /// - Throws: When the keeper of leases cannot be asked; nothing ran then.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async throws -> Outcome<Value> {
        if let holder = try await acquire() {
            guard owner.knowsGone(holder.owner, isRunning: isRunning) else { return .held(holder) }
            try await lease.release(owner: holder.owner)
            if let other = try await acquire() { return .held(other) }
        }
        let value = await withTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                await keep()
                return nil
            }
            var value: Value?
            // Whoever is first ends the other: the body its keeper, a lost lease the body.
            while let result = await group.next() {
                value = result ?? value
                group.cancelAll()
            }
            return value
        }
        try? await lease.release(owner: owner.text)
        guard let value else { throw CancellationError() }
        return .ran(value)
    }

    private func acquire() async throws -> NumbersLeaseHolder? {
        let now = timing.date()
        return try await lease.acquire(
            owner: owner.text, now: now, until: now.addingTimeInterval(Self.length / .seconds(1)))
    }

    /// Prolongs the lease until it is lost or the task ends.
    private func keep() async {
        var end = timing.now() + Self.length
        while true {
            do {
                try await timing.pause(Self.length / 3)
            } catch {
                return
            }
            let now = timing.now()
            do {
                guard try await acquire() == nil else { return }
                end = now + Self.length
            } catch {
                // A keeper of leases that is away for a moment does not end the work; one that stays away does.
                if now + Self.length / 3 >= end { return }
            }
        }
    }
}

public import Clocks
public import HummingbirdCore
public import Logging
import Metrics

/// Lets no more connections in at a time than the process has descriptors for.
///
/// Who comes when it is full waits in the system's queue until another one leaves. A process that runs out of descriptors
/// reaches no vendor and no database any more, and the runtime under it ends it.
public struct ConnectionLimit: AvailableConnectionsDelegate {
    private let most: Int
    private let connections: Gauge
    private let timing: Timing
    private let logger: Logger
    private var open = 0
    private var warnedAt: ContinuousClock.Instant?
    /// Between two warnings.
    private static let silence = Duration.seconds(60)

    /// Sets the limit.
    ///
    /// - Parameters:
    ///   - most: Connections at a time.
    ///   - side: Whose they are, for the metric: `front` or `admin`.
    ///   - timing: Has the clock that warnings go by.
    ///   - logger: Is warned when they are that many, once a minute at most.
    public init(_ most: Int, side: String, timing: Timing = .real, logger: Logger) {
        self.most = most
        self.timing = timing
        self.logger = logger
        connections = Gauge(label: "voicegate_connections", dimensions: [("side", side)])
    }

    /// Counts a connection.
    public mutating func connectionOpened() {
        open += 1
        connections.record(open)
        let now = timing.now()
        guard open == most, warnedAt.map({ now - $0 >= Self.silence }) ?? true else { return }
        warnedAt = now
        logger.warning("as many connections as there may be: others wait until one ends", metadata: ["most": "\(most)"])
    }

    /// Counts the end of one.
    public mutating func connectionClosed() {
        open -= 1
        connections.record(open)
    }

    /// Says whether another one may come.
    public func isAcceptingNewConnections() -> Bool { open < most }
}

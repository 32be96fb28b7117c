import Clocks
import Foundation
import Logging
import ServiceLifecycle
import Store

/// Sweeps what has expired out of the store, once a minute.
struct StoreSweeper: Service, CustomStringConvertible {
    let store: any Sweeper
    /// How long failures count, seconds.
    let failureWindow: Double
    var timing = Timing.real
    let logger: Logger

    /// What the log of services calls it.
    var description: String { "store sweeper" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await timing.pause(.seconds(60))
                    let now = timing.date()
                    let report = try await store.sweep(
                        now: now, failuresBefore: now.addingTimeInterval(-failureWindow))
                    logger.debug(
                        "swept",
                        metadata: [
                            "calls": "\(report.calls)", "failures": "\(report.failures)",
                            "messages": "\(report.messages)", "deliveries": "\(report.deliveries)",
                            "counts": "\(report.counts)", "jobs": "\(report.jobs)",
                        ])
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("the store could not be swept", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}

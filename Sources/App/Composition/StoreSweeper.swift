import Foundation
import Logging
import ServiceLifecycle
import Store

/// Sweeps what has expired out of the store, once a minute.
struct StoreSweeper: Service {
    let store: any Sweeper
    let settings: CallSettings
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: .seconds(60))
                    let window = settings.lockoutWindow / .seconds(1)
                    let report = try await store.sweep(now: Date(), failuresBefore: Date().addingTimeInterval(-window))
                    logger.debug("swept", metadata: ["calls": "\(report.calls)", "failures": "\(report.failures)"])
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("the store could not be swept", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}

import Delivery
import ServiceLifecycle
import Web

/// Does what is left to do behind Okta's hooks: works off the outbox, ends codes that expired, keeps keys fresh.
struct HookWorker: Service, CustomStringConvertible {
    let delivery: HookDelivery
    let tokens: BearerTokens?
    let turnstile: Turnstile

    /// What the log of services calls it.
    var description: String { "hook worker" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await delivery.worker.run() }
                group.addTask { await watchStores() }
                group.addTask { await turnstile.watch(EventLoopTasks.all) }
                if let tokens { group.addTask { await tokens.keepKeysFresh() } }
            }
        }
    }

    /// Learns what other instances know of providers also while no code is asked for, and shows what waits.
    private func watchStores() async {
        while !Task.isCancelled {
            await delivery.breaker.refresh()
            delivery.breaker.publish(delivery.providers)
            await delivery.worker.publishBacklog()
            try? await Task.sleep(for: .seconds(5))
        }
    }
}

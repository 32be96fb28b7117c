import Clocks
import CompanyNumbers
import Foundation
import HTTPTransport
import Logging
import ServiceLifecycle
import Store
import TwilioAPI

/// Plans and applies company numbers from time to time, one instance at a time.
///
/// It never gives a number back: that needs somebody who says so.
struct NumbersSync: Service, CustomStringConvertible {
    let work: NumbersWork
    let lease: any NumbersLease
    let interval: Duration
    let logger: Logger
    var timing = Timing.real

    /// What the log of services calls it.
    var description: String { "numbers sync" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let wait = await turn()
                do {
                    try await timing.pause(wait)
                } catch {
                    return
                }
            }
        }
    }

    /// Plans and applies once, unless another instance does.
    ///
    /// - Returns: How long to wait for the next turn: no longer than the lease of one that may be gone.
    @discardableResult
    func turn() async -> Duration {
        let run = LeasedRun(lease: lease, owner: .current(), timing: timing, isRunning: NumbersDesk.isRunning)
        do {
            if case .held(let holder) = try await run.run({ await sync() }) {
                logger.info("another instance is at work on company numbers")
                return min(interval, .seconds(max(1, holder.until.timeIntervalSince(timing.date()) + 1)))
            }
        } catch is CancellationError {
            return interval
        } catch {
            logger.warning("the lease on company numbers cannot be had", metadata: ["error": "\(error)"])
        }
        return interval
    }

    private func sync() async {
        let deadline = timing.now() + max(interval, .seconds(3600))
        let plan: NumbersPlan
        do {
            plan = try await work.plan(deadline: deadline)
        } catch {
            logger.error("company numbers cannot be planned", metadata: ["error": "\(error)"])
            return
        }
        for finding in plan.findings {
            // Words with full numbers are for the command; the log gets the kind.
            logger.debug("company numbers need a look", metadata: ["finding": "\(finding.kind)"])
        }
        let report = await work.apply(plan, deadline: deadline)
        for result in report.results where result.outcome == .failed {
            logger.warning(
                "a company number could not be settled",
                metadata: [
                    "action": "\(result.action.rawValue)", "user": "\(result.user)", "error": "\(result.reason ?? "")",
                ])
        }
        logger.log(
            level: report.isClean ? .info : .warning, "company numbers",
            metadata: [
                "people": "\(plan.people)", "numbers": "\(plan.numbers)", "bought": "\(report.bought)",
                "done": "\(report.count(.done))", "failed": "\(report.count(.failed) + report.count(.untried))",
                "findings": "\(plan.findings.count)",
            ])
    }
}

extension VoicegateService {
    /// The background work on company numbers, where `NUMBERS_SYNC_MINUTES` asks for it.
    static func numbersSync(
        _ settings: Settings, _ essentials: Essentials, _ okta: Okta, store: SQLStore, transport: any HTTPTransport,
        logger: Logger
    ) -> [any Service] {
        guard let interval = settings.operators.numbersSyncInterval else { return [] }
        let vendors = NumbersVendors(okta: okta.client, twilio: twilio(essentials.twilio, transport))
        let policy = NumbersPolicy(settings, publicURL: essentials.publicURL)
        return [
            NumbersSync(
                work: NumbersWork(vendors: vendors, policy: policy), lease: store.numbersLease, interval: interval,
                logger: logger)
        ]
    }
}

public import Clocks
import Foundation
public import Logging
import Metrics
public import PhoneNumbers

/// Takes the word of people who did not ask for a code: somebody else may be trying to sign in as them.
public struct UnwantedCodes: Sendable {
    private let keeper: any CodeKeeper
    private let ledger: any SendLedger
    private let journal: any DeliveryJournal
    private let barSeconds: Double
    private let timing: Timing
    private let logger: Logger

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - keeper: Knows the number of an event while its code works.
    ///   - ledger: Stops further sends.
    ///   - journal: Hears of it as a security event.
    ///   - barSeconds: For how long the number gets no codes (`LOCKOUT_SECONDS`).
    ///   - timing: The clock.
    ///   - logger: Hears of it.
    public init(
        keeper: any CodeKeeper, ledger: any SendLedger, journal: any DeliveryJournal, barSeconds: Int,
        timing: Timing, logger: Logger
    ) {
        self.keeper = keeper
        self.ledger = ledger
        self.journal = journal
        self.barSeconds = Double(barSeconds)
        self.timing = timing
        self.logger = logger
    }

    /// Notes that a code was not wanted and stops further ones to its number, once for an event.
    ///
    /// - Parameters:
    ///   - eventID: Okta's id of the request.
    ///   - number: The number that said so, as the provider names it; only taken when the event's own is not known.
    /// - Returns: Whether a number was barred by it.
    /// - Throws: What the store throws.
    @discardableResult
    public func report(eventID: String, number: PhoneNumber? = nil) async throws -> Bool {
        let now = timing.date()
        // Who presses a key is heard also when the store cannot say what had been sent.
        let message = try? await keeper.message(of: eventID, now: now)
        let destination = message?.destination ?? number
        let key = destination.map { LedgerKey(scope: .number, value: $0.e164) }
        let until = now.addingTimeInterval(barSeconds)
        let isFirst: Result<Bool, any Error>
        do {
            isFirst = .success(try await ledger.bar(key, until: until, occasion: eventID, now: now))
        } catch {
            isFirst = .failure(error)
        }
        guard (try? isFirst.get()) != false else {
            logger.info("a code was not asked for, as is known", metadata: ["event_id": "\(eventID)"])
            return false
        }
        logger.warning(
            "a code was not asked for",
            metadata: ["event_id": "\(eventID)", "number": "\(destination?.masked ?? "unknown")"])
        Counter(label: "voicegate_codes_unwanted").increment()
        await journal.note(.unwanted, eventID: eventID, userID: message?.userID, destination: destination, at: now)
        return try isFirst.get() && destination != nil
    }
}

import CallFlow
import Foundation
import PhoneNumbers
import Synchronization

/// A directory that answers what it was told to and counts.
final class FakeDirectory: CallerDirectory {
    private let state: Mutex<(lookup: CallerLookup, asked: [String])>

    init(_ lookup: CallerLookup) { state = Mutex((lookup, [])) }

    var asked: [String] { state.withLock { $0.asked } }

    func set(_ lookup: CallerLookup) { state.withLock { $0.lookup = lookup } }

    func identify(_ number: PhoneNumber, deadline: ContinuousClock.Instant) async -> CallerLookup {
        state.withLock {
            $0.asked.append(number.e164)
            return $0.lookup
        }
    }
}

/// A challenger with one right code, and a push that is answered by the test.
final class FakeChallenger: Challenger {
    struct Log {
        var codesSent = 0
        var codesChecked: [String] = []
        var pushesSent = 0
        var polls = 0
        var cancelled: [String] = []
    }

    private let log = Mutex(Log())
    private let answer = Mutex(PushStatus.waiting(number: nil))
    private let pushNumber = Mutex<Int?>(72)
    private let pushRefusal = Mutex<PushSendOutcome?>(nil)
    let rightCode = "123456"
    /// What sending a code takes, for races.
    let delay: Duration

    init(delay: Duration = .zero) { self.delay = delay }

    var seen: Log { log.withLock { $0 } }
    func answerPush(_ status: PushStatus) { answer.withLock { $0 = status } }
    func refusePushes(_ outcome: PushSendOutcome) { pushRefusal.withLock { $0 = outcome } }
    func setNumber(_ number: Int?) { pushNumber.withLock { $0 = number } }

    func sendCode(with factor: Factor, to user: UserID, language: String, deadline: ContinuousClock.Instant) async
        -> CodeSendOutcome
    {
        log.withLock { $0.codesSent += 1 }
        if delay > .zero { try? await Task.sleep(for: delay) }
        return .sent
    }

    func check(_ code: Passcode, of factor: Factor, user: UserID, deadline: ContinuousClock.Instant) async
        -> CodeCheckOutcome
    {
        log.withLock { $0.codesChecked.append(code.digits) }
        if delay > .zero { try? await Task.sleep(for: delay) }
        return code.digits == rightCode ? .correct : .wrong
    }

    func sendPush(with factor: Factor, to user: UserID, deadline: ContinuousClock.Instant) async -> PushSendOutcome {
        let count = log.withLock {
            $0.pushesSent += 1
            return $0.pushesSent
        }
        if let refusal = pushRefusal.withLock({ $0 }) { return refusal }
        let link = "https://org.example/tx/\(count)"
        return .sent(
            PushTransaction(pollURL: link, cancelURL: link, expiresAt: nil), number: pushNumber.withLock { $0 })
    }

    func status(of push: PushTransaction, deadline: ContinuousClock.Instant) async -> PushStatus {
        log.withLock { $0.polls += 1 }
        return answer.withLock { $0 }
    }

    func cancel(_ push: PushTransaction, deadline: ContinuousClock.Instant) async {
        log.withLock { $0.cancelled.append(push.pollURL) }
    }
}

final class FakeAccounts: AccountDirectory {
    let summary: AccountSummary?
    private let seenTokens = Mutex<[String]>([])
    init(_ summary: AccountSummary?) { self.summary = summary }
    var tokens: [String] { seenTokens.withLock { $0 } }

    func summary(of user: UserID, token: String, language: String, deadline: ContinuousClock.Instant) async
        -> AccountSummary?
    {
        seenTokens.withLock { $0.append(token) }
        return summary
    }
}

final class FakeLiveCalls: LiveCalls {
    private let seen = Mutex<[String]>([])
    let outcome: RedirectOutcome
    init(_ outcome: RedirectOutcome = .redirected) { self.outcome = outcome }
    var redirects: [String] { seen.withLock { $0 } }

    func redirect(_ id: CallID, to url: String, deadline: ContinuousClock.Instant) async -> RedirectOutcome {
        seen.withLock { $0.append(url) }
        return outcome
    }
}

final class FakeJournal: CallJournal {
    private let seen = Mutex<[Occurrence]>([])
    var occurrences: [Occurrence] { seen.withLock { $0 } }
    func note(_ occurrence: Occurrence, in state: CallState, at now: Date) async {
        seen.withLock { $0.append(occurrence) }
    }
}

/// A store in which nothing works.
struct BrokenStore: CallStore {
    struct Broken: Error {}
    func load(_ id: CallID) async throws -> StoredCall? { throw Broken() }
    func answer(of id: CallID, at version: Int) async throws -> RecordedAnswer? { throw Broken() }
    func claim(_ id: CallID, version: Int, owner: String, now: Date, until: Date) async throws -> Bool {
        throw Broken()
    }
    func save(_ state: CallState, over version: Int, answer: RecordedAnswer, now: Date, expiresAt: Date) async throws
        -> Bool
    {
        throw Broken()
    }
}

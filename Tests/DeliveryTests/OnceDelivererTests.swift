import Clocks
import Foundation
import Testing

@testable import Delivery

@Suite("Once")
struct OnceDelivererTests {
    let house = House()

    @Test("Two hundred copies at once are one message and one answer")
    func parallelCopies() async throws {
        let sender = FakeSender("a", time: house.time)
        let once = house.once(house.deliverer([sender]))
        let message = try Samples.message()
        let outcomes = await withTaskGroup(of: DeliveryOutcome.self) { group in
            for _ in 0..<200 { group.addTask { await once.deliver(message, deadline: house.deadline) } }
            return await group.reduce(into: Set<DeliveryOutcome>()) { $0.insert($1) }
        }
        #expect(sender.seen.count == 1)
        #expect(
            outcomes == [
                DeliveryOutcome(
                    status: .successful, provider: "a", transactionID: "a-1", transactionMetadata: "part=1")
            ])
    }

    @Test("Two hundred copies spread over two instances are one message")
    func parallelCopiesOnTwoInstances() async throws {
        let sender = FakeSender("a", time: house.time)
        let instances = ["one", "two"].map { house.once(house.deliverer([sender]), owner: $0) }
        let message = try Samples.message()
        let deadline = house.deadline
        let outcomes = await house.time.run {
            await withTaskGroup(of: DeliveryOutcome.self) { group in
                for copy in 0..<200 {
                    group.addTask { await instances[copy % 2].deliver(message, deadline: deadline) }
                }
                return await group.reduce(into: Set<DeliveryOutcome>()) { $0.insert($1) }
            }
        }
        #expect(sender.seen.count == 1)
        #expect(outcomes.count == 1)
    }

    @Test("A copy after a restart gets the same answer and no message")
    func afterRestart() async throws {
        let sender = FakeSender("a", time: house.time)
        let first = try await house.once(house.deliverer([sender])).deliver(Samples.message(), deadline: house.deadline)
        sender.behave(.fail(.unavailable))
        let second = try await house.once(house.deliverer([sender]), owner: "two")
            .deliver(Samples.message(), deadline: house.deadline)
        #expect(first == second)
        #expect(sender.seen.count == 1)
    }

    @Test("A claim whose owner died is answered as pending, and nothing is sent")
    func afterCrash() async throws {
        let sender = FakeSender("a", time: house.time)
        let message = try Samples.message()
        _ = await house.storage.claim(
            message, owner: "dead", now: house.time.date, until: house.time.date.addingTimeInterval(7), counting: [])
        house.time.advance(by: .seconds(8))
        let once = house.once(house.deliverer([sender]))
        let outcome = await once.deliver(message, deadline: house.deadline)
        #expect(outcome.status == .pending)
        #expect(outcome.provider == "a")
        #expect(sender.seen.isEmpty)
        let again = await house.once(house.deliverer([sender]), owner: "third")
            .deliver(message, deadline: house.deadline)
        #expect(again == outcome)
        #expect(await house.storage.sends(of: "event-1").map(\.stage) == [.unknown])
    }

    @Test("A copy on another instance waits for the first one's answer, and answers in time when there is none")
    func othersHang() async throws {
        let sender = FakeSender("a", time: house.time)
        let message = try Samples.message()
        _ = await house.storage.claim(
            message, owner: "busy", now: house.time.date, until: house.time.date.addingTimeInterval(60), counting: [])
        let once = house.once(house.deliverer([sender]))
        let begin = house.time.now
        let outcome = await house.time.run { await once.deliver(message, deadline: begin + .milliseconds(2500)) }
        #expect(outcome.status == .pending)
        #expect(house.time.now - begin <= .milliseconds(2500))
        #expect(sender.seen.isEmpty)
    }

    @Test(
        "Two instances with one event give the same answer when every provider hangs",
        arguments: [300, 1000, 2500], [0, 200])
    func twoInstancesHang(budget: Int, later: Int) async throws {
        let senders = ["a", "b"].map { FakeSender(ProviderID($0), .hang, time: house.time) }
        let budget = Duration.milliseconds(budget)
        let message = try Samples.message()
        let (begin, time) = (house.time.now, house.time)
        let first = house.once(house.deliverer(senders, budget: budget))
        let second = house.once(house.deliverer(senders, budget: budget), owner: "two")
        let storage = house.storage
        let outcomes = await time.run {
            async let owned = first.deliver(message, deadline: begin + budget)
            while await storage.events["event-1"] == nil { await Task.yield() }
            let start = min(begin + .milliseconds(later), begin + budget / 2)
            try? await time.timing.sleep(start)
            let waited = await second.deliver(message, deadline: start + budget)
            return await [owned, waited]
        }
        #expect(outcomes[0].status == .pending)
        #expect(outcomes[1] == outcomes[0])
    }

    @Test("What nobody sent counts towards no limit; what may have been sent does")
    func countsOfFailures() async throws {
        let sender = FakeSender("a", .fail(.refused), time: house.time)
        let ledger = TellingLedger(house.ledger)
        let once = house.once(
            house.deliverer([sender]), policy: SendPolicy(perNumber: SendLimit(count: 2, seconds: 600)), ledger: ledger)
        var takenBack = ledger.takenBack.makeAsyncIterator()
        for event in 0..<4 {
            let outcome = await once.deliver(try Samples.message("failed-\(event)"), deadline: house.deadline)
            #expect(outcome.status == .failed && outcome.refusal == nil)
            // The limit is told behind the answer.
            await takenBack.next()
        }
        sender.behave(.fail(.fateUnknown))
        for event in 0..<2 {
            let outcome = await once.deliver(try Samples.message("unknown-\(event)"), deadline: house.deadline)
            #expect(outcome.status == .pending)
        }
        let third = await once.deliver(try Samples.message("third"), deadline: house.deadline)
        #expect(third.refusal == .perNumber)
    }

    @Test("What could not be written down in time is written down late, and a restart knows it")
    func writtenLate() async throws {
        let log = FlakyLog(.failing)
        let sender = FakeSender("a", time: house.time)
        let message = try Samples.message()
        let once = house.once(house.deliverer([sender]), log: log)
        let outcome = await once.deliver(message, deadline: house.deadline)
        #expect(outcome.status == .successful)
        log.become(.well)
        await house.time.run {
            while await log.inner.events["event-1"]?.outcome == nil { await Task.yield() }
        }
        let restarted = house.once(house.deliverer([sender]), log: log, owner: "two")
        #expect(await restarted.deliver(message, deadline: house.deadline) == outcome)
        #expect(sender.seen.count == 1)
    }

    @Test("What can never be written down is an error in the log that names the event", .timeLimit(.minutes(1)))
    func neverWritten() async throws {
        let once = house.once(house.deliverer([FakeSender("a", time: house.time)]), log: FlakyLog(.failing))
        _ = await once.deliver(try Samples.message(), deadline: house.deadline)
        func isSaid() -> Bool {
            house.logs.lines.contains {
                $0.hasPrefix("error") && $0.contains("never written down") && $0.contains("event-1")
            }
        }
        while !isSaid() {
            house.time.advance(by: .seconds(32))
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    @Test("A short budget is not all reserve", arguments: [100, 150, 250, 300, 500])
    func shortBudget(milliseconds: Int) async throws {
        let sender = FakeSender("a", time: house.time)
        let budget = Duration.milliseconds(milliseconds)
        let deadline = house.time.now + budget
        let once = house.once(house.deliverer([sender], budget: budget))
        let outcome = await once.deliver(try Samples.message(), deadline: deadline)
        #expect(outcome.status == .successful)
        let given = try #require(sender.seen.first?.deadline)
        #expect(given < deadline && given >= house.time.now + .milliseconds(milliseconds / 2))
    }

    @Test(
        "When the log fails or hangs, the code is sent all the same, once, and the log line says so",
        arguments: [FlakyLog.Mood.failing, .hanging])
    func logDown(mood: FlakyLog.Mood) async throws {
        let sender = FakeSender("a", time: house.time)
        let once = house.once(house.deliverer([sender]), log: FlakyLog(mood))
        let message = try Samples.message()
        let begin = house.time.now
        let outcome = await house.time.run { await once.deliver(message, deadline: begin + .milliseconds(2500)) }
        let again = await house.time.run { await once.deliver(message, deadline: begin + .milliseconds(5000)) }
        #expect(outcome.status == .successful)
        #expect(again == outcome)
        #expect(sender.seen.count == 1)
        #expect(house.time.now - begin <= .milliseconds(700))
        #expect(house.logs.lines.contains { $0.contains("in this process only") })
    }

    @Test("After the log has failed it is waited for only briefly, until it works again")
    func briefPatience() async throws {
        let sender = FakeSender("a", time: house.time)
        let log = FlakyLog(.hanging)
        let once = house.once(house.deliverer([sender]), log: log)
        let first = try Samples.message("event-1")
        let second = try Samples.message("event-2")
        _ = await house.time.run { await once.deliver(first, deadline: house.deadline) }
        let begin = house.time.now
        _ = await house.time.run { await once.deliver(second, deadline: house.deadline) }
        #expect(house.time.now - begin <= .milliseconds(50))
        log.become(.well)
        house.time.advance(by: .seconds(6))
        _ = try await once.deliver(Samples.message("event-3"), deadline: house.deadline)
        #expect(await log.inner.sends(of: "event-3").count == 1)
    }

    @Test("What policy refuses is answered the same again, and is noted once")
    func refusals() async throws {
        let sender = FakeSender("a", time: house.time)
        let policy = SendPolicy(perNumber: SendLimit(count: 1, seconds: 600))
        let once = house.once(house.deliverer([sender]), policy: policy)
        _ = try await once.deliver(Samples.message("event-1"), deadline: house.deadline)
        let refused = try await once.deliver(Samples.message("event-2"), deadline: house.deadline)
        #expect(refused.refusal == .perNumber)
        #expect(refused.provider == .none)
        let other = try await house.once(house.deliverer([sender]), owner: "two")
            .deliver(Samples.message("event-2"), deadline: house.deadline)
        #expect(other == refused)
        await house.journal.waitForEntries(2)
        #expect(await house.journal.entries.map(\.0).contains(.refused(.perNumber)))
        #expect(sender.seen.count == 1)
    }

    @Test("A ledger that fails or hangs stops nobody, and this process counts by itself", arguments: [true, false])
    func ledgerDown(hangs: Bool) async throws {
        let sender = FakeSender("a", time: house.time)
        let policy = SendPolicy(perNumber: SendLimit(count: 1, seconds: 600))
        let once = house.once(house.deliverer([sender]), policy: policy, ledger: FlakyLedger(hangs: hangs))
        let messages = try [Samples.message("event-1"), Samples.message("event-2")]
        let first = await house.time.run { await once.deliver(messages[0], deadline: house.deadline) }
        let second = await house.time.run { await once.deliver(messages[1], deadline: house.deadline) }
        #expect(first.status == .successful)
        #expect(second.refusal == .perNumber)
    }

    @Test(
        "When everything hangs at once, log, ledger and providers, the answer still comes in time",
        arguments: [300, 1000, 2500])
    func everythingHangs(budget: Int) async throws {
        let senders = ["a", "b"].map { FakeSender(ProviderID($0), .hang, time: house.time) }
        let once = house.once(
            house.deliverer(senders), ledger: FlakyLedger(hangs: true), log: FlakyLog(.hanging))
        let message = try Samples.message()
        let begin = house.time.now
        let outcome = await house.time.run {
            await once.deliver(message, deadline: begin + .milliseconds(budget))
        }
        #expect(house.time.now - begin <= .milliseconds(budget))
        #expect(outcome.status == (senders[0].seen.isEmpty ? .failed : .pending))
        #expect(budget < 1000 || !senders[0].seen.isEmpty)
    }

    @Test("An answer that had to be given without the other instance's is not kept")
    func provisionalAnswer() async throws {
        let sender = FakeSender("a", time: house.time)
        let message = try Samples.message()
        _ = await house.storage.claim(
            message, owner: "busy", now: house.time.date, until: house.time.date.addingTimeInterval(60), counting: [])
        let once = house.once(house.deliverer([sender]))
        let deadline = house.deadline
        let first = await house.time.run { await once.deliver(message, deadline: deadline) }
        #expect(first.status == .pending)
        let answer = DeliveryOutcome(status: .successful, provider: "a", transactionID: "a-9")
        await house.storage.finish(message, outcome: answer, attempts: [], now: house.time.date)
        #expect(await once.deliver(message, deadline: house.deadline) == answer)
    }

    @Test("Without any provider the answer is failed")
    func noProviders() async throws {
        let outcome = try await house.once(house.deliverer([])).deliver(Samples.message(), deadline: house.deadline)
        #expect(outcome == DeliveryOutcome(status: .failed, provider: .none))
    }
}

import Clocks
import Foundation
import Synchronization
import Testing

@testable import Delivery

@Suite("Who works the outbox off")
struct OutboxWorkerTests {
    let house = House()
    let outbox = MemoryOutbox()

    /// A provider that hangs over the first word it is told, until it is let go.
    private final class SlowListener: UsageFeedback {
        let told = Mutex<[String]>([])
        private let stream = AsyncStream.makeStream(of: Void.self)
        private let news = AsyncStream.makeStream(of: String.self)

        func report(
            _ use: CodeUse, of send: SentCode, deadline: ContinuousClock.Instant
        ) async throws(DeliveryError) {
            let reference = send.reference ?? ""
            told.withLock { $0.append(reference) }
            news.continuation.yield(reference)
            if reference == "slow" { for await _ in stream.stream {} }
        }

        func letGo() { stream.continuation.finish() }

        /// Waits until it was told something.
        func heard(_ reference: String) async {
            for await news in news.stream where news == reference { return }
        }
    }

    private func job(_ reference: String) -> OutboxItem {
        let send = SentCode(reference: reference, destination: nil, endedAt: house.time.date)
        return OutboxItem(id: reference, job: .feedback("a", .used, send), createdAt: house.time.date)
    }

    @Test("Works at once when something is put in, and is not held up by a provider that hangs")
    func runs() async throws {
        let (listener, bell) = (SlowListener(), OutboxBell())
        let ringing = RingingOutbox(outbox, bell: bell)
        let usage = UsageReporter(
            outbox: ringing, storage: house.storage, feedback: ["a": listener], timing: house.time.timing,
            logger: house.logs.logger)
        let worker = house.worker(ringing, bell: bell, usage: usage)
        // The clock stands still: nothing but the bell wakes it.
        let running = Task { await worker.run() }
        await house.time.sleepers(2)
        try await ringing.enqueue([job("slow")])
        await listener.heard("slow")
        try await ringing.enqueue([job("quick")])
        await listener.heard("quick")
        #expect(listener.told.withLock { $0 } == ["slow", "quick"])
        listener.letGo()
        running.cancel()
        await running.value
    }

    @Test("More jobs than run at once are all done")
    func many() async throws {
        let (listener, bell) = (SlowListener(), OutboxBell())
        let ringing = RingingOutbox(outbox, bell: bell)
        let usage = UsageReporter(
            outbox: ringing, storage: house.storage, feedback: ["a": listener], timing: house.time.timing,
            logger: house.logs.logger)
        let worker = house.worker(ringing, bell: bell, usage: usage)
        await outbox.enqueue((0..<99).map { job("j\($0)") } + [job("last")])
        let running = Task { await worker.run() }
        while await outbox.count > 0 { await Task.yield() }
        #expect(listener.told.withLock { Set($0).count } == 100)
        running.cancel()
        await running.value
    }
}

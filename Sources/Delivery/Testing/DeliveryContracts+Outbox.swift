import Foundation
import PhoneNumbers

extension DeliveryContracts {
    /// The rules of ``Outbox``.
    public static let outbox: [ContractCheck<any Outbox>] = [
        ContractCheck("A job comes back as it was put in, with its tries counted") { outbox in
            let send = SentCode(reference: "r1", destination: try require(PhoneNumber("+14255550123")), endedAt: start)
            let jobs: [OutboxJob] = [
                .used(UsedCode(eventUUID: "u1", userID: "00u1", channel: .voice, usedAt: start)),
                .feedback("p1", .expired, send),
                .report(
                    DeliveryReport(
                        provider: "p1", reference: "r1", eventID: "e1", status: .undelivered, detail: "30003")),
                .resend(eventID: "e1"),
            ]
            for (index, job) in jobs.enumerated() {
                try await outbox.enqueue([OutboxItem(id: "j\(index)", job: job, createdAt: after(Double(index)))])
            }
            let items = try await outbox.claimDue(owner: "a", now: after(5), until: after(65), limit: 9)
            try expect(items.map(\.id), ["j0", "j1", "j2", "j3"])
            try expect(items.map(\.job), jobs)
            try expect(items.map(\.tries), [1, 1, 1, 1])
            try expect(items.map(\.createdAt), [start, after(1), after(2), after(3)])
        },
        ContractCheck("A job that is taken is nobody else's until its time is over") { outbox in
            try await outbox.enqueue([item("j1")])
            try expect(await outbox.claimDue(owner: "a", now: start, until: after(60), limit: 9).count, 1)
            try expect(await outbox.claimDue(owner: "b", now: after(59), until: after(119), limit: 9).count, 0)
            let late = try await outbox.claimDue(owner: "b", now: after(60), until: after(120), limit: 9)
            try expect(late.map(\.tries), [2])
        },
        ContractCheck("A job is put in once, also when it is done already") { outbox in
            try await outbox.enqueue([item("j1"), item("j1")])
            try await outbox.enqueue([item("j1")])
            try expect(await outbox.claimDue(owner: "a", now: start, until: after(60), limit: 9).count, 1)
            try await outbox.done("j1", now: after(1))
            try await outbox.enqueue([item("j1"), item("j2")])
            let rest = try await outbox.claimDue(owner: "a", now: after(100), until: after(160), limit: 9)
            try expect(rest.map(\.id), ["j2"])
        },
        ContractCheck("A job is tried again when it is time") { outbox in
            try await outbox.enqueue([item("j1")])
            _ = try await outbox.claimDue(owner: "a", now: start, until: after(60), limit: 9)
            try await outbox.retry("j1", at: after(5))
            try expect(await outbox.claimDue(owner: "b", now: after(4), until: after(64), limit: 9).count, 0)
            try expect(await outbox.claimDue(owner: "b", now: after(5), until: after(65), limit: 9).count, 1)
        },
        ContractCheck("What is not done is counted, also while it is taken or waits for its next try") { outbox in
            try expect(await outbox.backlog(), OutboxBacklog(count: 0, oldest: nil))
            try await outbox.enqueue([item("j1"), item("j2", at: 1), item("j3", at: 2)])
            _ = try await outbox.claimDue(owner: "a", now: after(5), until: after(65), limit: 9)
            try await outbox.retry("j2", at: after(900))
            try expect(await outbox.backlog(), OutboxBacklog(count: 3, oldest: start))
            try await outbox.done("j1", now: after(6))
            try expect(await outbox.backlog(), OutboxBacklog(count: 2, oldest: after(1)))
        },
        ContractCheck("Of many due jobs the oldest are taken, so many as are wanted, each by one") { outbox in
            try await outbox.enqueue((0..<30).map { item("j\($0)", at: Double($0)) })
            let first = try await outbox.claimDue(owner: "a", now: after(100), until: after(160), limit: 3)
            try expect(first.map(\.id), ["j0", "j1", "j2"])
            let taken = try await withThrowingTaskGroup(of: [String].self) { group in
                for worker in 0..<5 {
                    group.addTask {
                        try await outbox.claimDue(owner: "w\(worker)", now: after(100), until: after(160), limit: 9)
                            .map(\.id)
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            try expect(taken.count, 27)
            try expect(Set(taken).count, 27)
        },
    ]

    private static func item(_ id: String, at seconds: Double = 0) -> OutboxItem {
        let used = UsedCode(eventUUID: id, userID: "00u1", channel: .sms, usedAt: nil)
        return OutboxItem(id: id, job: .used(used), createdAt: after(seconds))
    }
}

import Foundation
import PhoneNumbers

extension DeliveryContracts {
    /// The rules of ``SendHistory`` and ``CodeKeeper``.
    public static let history: [ContractCheck<any DeliveryStorage>] = [
        ContractCheck("Reports move a send on, whatever order they come in") { storage in
            try await deliver(try message("e1"), [attempt("p1", .accepted, "r1")], into: storage)
            let steps: [(DeliveryReport.Status, Bool, SendStage)] = [
                (.sent, true, .sent), (.sent, false, .sent), (.accepted, false, .sent),
                (.delivered, true, .delivered), (.undelivered, false, .delivered), (.sent, false, .delivered),
            ]
            for (status, moved, stage) in steps {
                let progress = try require(await storage.advance(report("p1", "r1", status)))
                try expect(progress.moved, moved)
                try expect(progress.send.stage, stage)
            }
        },
        ContractCheck("A report keeps its detail with the send") { storage in
            try await deliver(try message("e1"), [attempt("p1", .accepted, "r1")], into: storage)
            let report = DeliveryReport(
                provider: "p1", reference: "r1", eventID: nil, status: .undelivered, detail: "30005")
            try expect(await storage.advance(report)?.send.detail, "30005")
            try expect(await storage.sends(of: "e1").first?.detail, "30005")
        },
        ContractCheck("A send without a reference is found by its event, and takes the reference") { storage in
            try await deliver(try message("e1"), [attempt("p1", .unknown)], into: storage)
            let first = try require(await storage.advance(report("p1", "r9", .sent, event: "e1")))
            try expect(first.send.reference, "r9")
            let second = try require(await storage.advance(report("p1", "r9", .delivered)))
            try expect(second.send.stage, .delivered)
        },
        ContractCheck("A send whose reference is longer than a database takes is found by it") { storage in
            let reference = String(repeating: "r", count: 6000)
            try await deliver(try message("e1"), [attempt("p1", .accepted, reference)], into: storage)
            try expect(await storage.sends(of: "e1").map(\.stage), [.accepted])
            let progress = try require(await storage.advance(report("p1", reference, .delivered)))
            try expect(progress.send.eventID, "e1")
        },
        ContractCheck("A report of nobody's send finds none") { storage in
            try await deliver(try message("e1"), [attempt("p1", .accepted, "r1")], into: storage)
            try expect(await storage.advance(report("p2", "r1", .sent)), nil)
            try expect(await storage.advance(report("p1", "r2", .sent)), nil)
            try expect(await storage.advance(report("p1", "r2", .sent, event: "e1")), nil)
            try expect(await storage.advance(report("p1", "r2", .sent, event: "e2")), nil)
        },
        ContractCheck("The sends to a person are found by channel and time, the newest first") { storage in
            for (index, second) in [0.0, 10, 20].enumerated() {
                let reference = "r\(index)"
                let attempts = [attempt("p1", .accepted, reference, at: second)]
                try await deliver(try message("e\(index)"), attempts, into: storage)
            }
            try await deliver(
                try message("e7", user: "00u2"), [attempt("p1", .accepted, "r7", at: 10)], into: storage)
            try await deliver(
                try message("e8", channel: .voice), [attempt("p1", .accepted, "r8", at: 10)], into: storage)
            let sends = try await storage.sends(to: "00u1", channel: .sms, from: after(10), through: after(20))
            try expect(sends.map(\.reference), ["r2", "r1"])
        },
        ContractCheck("An open send to a number is found while it is open") { storage in
            let message = try message("e1")
            try await deliver(message, [attempt("p1", .accepted, "r1", at: 5)], into: storage)
            let number = message.destination
            let other = try require(PhoneNumber("+14255550199"))
            try expect(await storage.openSend(by: "p1", to: number, since: after(5))?.reference, "r1")
            try expect(await storage.openSend(by: "p1", to: number, since: after(6)), nil)
            try expect(await storage.openSend(by: "p2", to: number, since: after(5)), nil)
            try expect(await storage.openSend(by: "p1", to: other, since: after(5)), nil)
            _ = try await storage.markUsed(eventID: "e1", by: "u1")
            try expect(await storage.openSend(by: "p1", to: number, since: after(5)), nil)
        },
        ContractCheck("A use is marked on the sends that may have brought the code, and finds them again") { storage in
            let attempts = [
                attempt("p1", .failed), attempt("p2", .unknown), attempt("p3", .accepted, "r3"),
                attempt("p4", .accepted, "r4"),
            ]
            try await deliver(try message("e1"), attempts, into: storage)
            _ = try await storage.advance(report("p4", "r4", .undelivered))
            for _ in 1...2 {
                let used = try await storage.markUsed(eventID: "e1", by: "u1")
                try expect(used.map(\.provider), ["p2", "p3"])
                try expect(used.map(\.stage), [.used, .used])
                try expect(used.map(\.usedBy), ["u1", "u1"])
            }
            try expect(await storage.markUsed(eventID: "e1", by: "u2"), [])
            let sends = try await storage.sends(to: "00u1", channel: .sms, from: start, through: start)
            try expect(sends.map(\.usedBy).filter { $0 == "u1" }.count, 2)
            try expect(await storage.sends(of: "e1").map(\.stage), [.failed, .used, .used, .undelivered])
        },
        ContractCheck("Sends whose codes expired are ended once, so many at a time, and can still become used") {
            storage in
            for index in 0..<3 {
                try await deliver(try message("e\(index)"), [attempt("p1", .accepted, "r\(index)")], into: storage)
            }
            try await deliver(
                try message("e9", expiresAt: after(900)), [attempt("p1", .accepted, "r9")], into: storage)
            try expect(await storage.expiring(before: after(300), limit: 10).count, 0)
            let first = try await storage.expiring(before: after(301), limit: 2)
            try expect(first.count, 2)
            try expect(await storage.expiring(before: after(301), limit: 2).count, 2)
            for _ in 1...2 { try await storage.expire(first.map(\.send), now: after(421)) }
            let rest = try await storage.expiring(before: after(301), limit: 2)
            try expect(rest.count, 1)
            let known = rest.map(\.send)
            _ = try await storage.markUsed(eventID: known[0].eventID, by: "u1")
            try await storage.expire(known, now: after(421))
            try expect(await storage.expiring(before: after(301), limit: 2).count, 0)
            try expect(await storage.sends(of: known[0].eventID).map(\.stage), [.used])
            let ended = first[0].send.eventID
            try expect(await storage.sends(of: ended).map(\.stage), [.expired])
            try expect(await storage.markUsed(eventID: ended, by: "u2").map(\.stage), [.used])
        },
    ]

    private static func report(
        _ provider: ProviderID, _ reference: String, _ status: DeliveryReport.Status, event: String? = nil
    ) -> DeliveryReport {
        DeliveryReport(provider: provider, reference: reference, eventID: event, status: status, detail: nil)
    }
}

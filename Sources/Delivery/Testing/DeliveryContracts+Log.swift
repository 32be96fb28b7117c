import Foundation

extension DeliveryContracts {
    /// The rules of ``DeliveryLog``.
    public static let log: [ContractCheck<any DeliveryStorage>] = [
        ContractCheck("The first to claim an event has it") { storage in
            let message = try message("e1")
            try expect(await storage.claim(message, owner: "a", now: start, until: after(10), counting: []), .claimed)
            try expect(
                await storage.claim(message, owner: "b", now: after(1), until: after(11), counting: []), .inProgress)
            try expect(
                await storage.claim(message, owner: "a", now: after(2), until: after(12), counting: []), .claimed)
            try expect(
                await storage.claim(message, owner: "b", now: after(11), until: after(21), counting: []), .inProgress)
        },
        ContractCheck("A claim that has run out is abandoned, for everybody but its owner") { storage in
            let message = try message("e1")
            _ = try await storage.claim(message, owner: "a", now: start, until: after(10), counting: [])
            try expect(
                await storage.claim(message, owner: "b", now: after(10), until: after(20), counting: []), .abandoned)
            try expect(
                await storage.claim(message, owner: "c", now: after(10), until: after(20), counting: []), .abandoned)
            try expect(
                await storage.claim(message, owner: "a", now: after(10), until: after(20), counting: []), .claimed)
        },
        ContractCheck("A finished event gives its first answer for good, to everybody") { storage in
            let message = try message("e1")
            try await deliver(message, [attempt("p1", .accepted, "r1")], into: storage)
            let other = DeliveryOutcome(status: .failed, provider: "p2")
            try await storage.finish(message, outcome: other, attempts: [], now: after(2))
            for owner in ["a", "b"] {
                let claim = try await storage.claim(
                    message, owner: owner, now: after(99), until: after(109), counting: [])
                try expect(claim, .answered(outcome))
            }
        },
        ContractCheck("An answer of policy comes back with its reason") { storage in
            let message = try message("e1")
            let refused = DeliveryOutcome(status: .failed, provider: .none, refusal: .dailyCap)
            _ = try await storage.claim(message, owner: "a", now: start, until: after(10), counting: [])
            try await storage.finish(message, outcome: refused, attempts: [], now: after(1))
            try expect(
                await storage.claim(message, owner: "b", now: after(2), until: after(12), counting: []),
                .answered(refused))
        },
        ContractCheck("An event that was never claimed can be finished") { storage in
            let message = try message("e1")
            try await storage.finish(message, outcome: outcome, attempts: [attempt("p1", .accepted, "r1")], now: start)
            try expect(
                await storage.claim(message, owner: "b", now: after(2), until: after(12), counting: []),
                .answered(outcome))
            try expect(await storage.sends(of: "e1").map(\.reference), ["r1"])
        },
        ContractCheck("Two hundred claims at once have one winner") { storage in
            let message = try message("e1")
            let winners = try await withThrowingTaskGroup(of: EventClaim.self) { group in
                for copy in 0..<200 {
                    group.addTask {
                        try await storage.claim(message, owner: "o\(copy)", now: start, until: after(10), counting: [])
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 == .claimed ? 1 : 0 }
            }
            try expect(winners, 1)
        },
        ContractCheck("Who claims an event counts its send, and nobody else") { storage in
            let charges = [charge("+14255550123", limit: 2, seconds: 60)]
            func claim(_ event: String, _ owner: String) async throws -> EventClaim {
                try await storage.claim(
                    message(event), owner: owner, now: start, until: after(10), counting: charges)
            }
            try expect(await claim("e1", "a"), .claimed)
            for owner in ["b", "c"] { try expect(await claim("e1", owner), .inProgress) }
            try expect(await claim("e2", "a"), .claimed)
            try expect(await claim("e3", "a"), .refused(.perNumber))
            try expect(await claim("e3", "b"), .inProgress)
        },
        ContractCheck("Attempts are rows, one for each provider, in order") { storage in
            let message = try message("e1")
            let attempts = [attempt("p1", .unknown, nil, at: 1), attempt("p2", .accepted, "r2", at: 2)]
            try await deliver(message, attempts, into: storage)
            try await storage.attempted(message, [attempt("p1", .accepted, "r1", at: 9)])
            let sends = try await storage.sends(of: "e1")
            try expect(sends.map(\.provider), ["p1", "p2"])
            try expect(sends.map(\.stage), [.accepted, .accepted])
            try expect(sends.map(\.reference), ["r1", "r2"])
            try expect(sends.map(\.sentAt), [after(1), after(2)])
            try expect(sends.map(\.userID), ["00u1", "00u1"])
            try expect(sends.map(\.expiresAt), [after(300), after(300)])
        },
        ContractCheck("A message is there until its code expires, and then not") { storage in
            let message = try message("e1")
            try await deliver(message, [], into: storage)
            try expect(await storage.message(of: "e1", now: after(299)), message)
            try expect(await storage.message(of: "e1", now: after(300)), nil)
            try expect(await storage.message(of: "e2", now: start), nil)
        },
        ContractCheck("A message is sent again once") { storage in
            try await deliver(try message("e1"), [], into: storage)
            try expect(await storage.claimResend(of: "e1"), true)
            try expect(await storage.claimResend(of: "e1"), false)
            try expect(await storage.claimResend(of: "e2"), false)
        },
    ]
}

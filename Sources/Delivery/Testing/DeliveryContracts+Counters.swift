import Foundation

extension DeliveryContracts {
    /// The rules of ``SendLedger``.
    public static let ledger: [ContractCheck<any SendLedger>] = [
        ContractCheck("A count is let through up to its limit, and anew when its time is over") { ledger in
            let charge = charge("+14255550123", limit: 2, seconds: 60)
            try expect(await ledger.count([charge], now: start), nil)
            try expect(await ledger.count([charge], now: after(30)), nil)
            try expect(await ledger.count([charge], now: after(59)), .perNumber)
            try expect(await ledger.count([charge], now: after(60)), nil)
            try expect(await ledger.count([charge], now: after(61)), nil)
            try expect(await ledger.count([charge], now: after(62)), .perNumber)
        },
        ContractCheck("One count at its limit keeps the others from counting") { ledger in
            let number = charge("+14255550123", limit: 1, seconds: 60)
            let user = SendCharge(
                key: LedgerKey(scope: .user, value: "00u1"), limit: 2, seconds: 60, refusal: .perUser)
            let other = charge("+14255550199", limit: 5, seconds: 60)
            try expect(await ledger.count([number, user], now: start), nil)
            try expect(await ledger.count([number, user], now: start), .perNumber)
            try expect(await ledger.count([other, user], now: start), nil)
            try expect(await ledger.count([other, user], now: start), .perUser)
        },
        ContractCheck("Counts of one value under two scopes are two") { ledger in
            let number = SendCharge(
                key: LedgerKey(scope: .number, value: "x"), limit: 1, seconds: 60, refusal: .perNumber)
            let user = SendCharge(key: LedgerKey(scope: .user, value: "x"), limit: 1, seconds: 60, refusal: .perUser)
            try expect(await ledger.count([number], now: start), nil)
            try expect(await ledger.count([user], now: start), nil)
        },
        ContractCheck("A barred key lets nothing through until its time, and goes before limits") { ledger in
            let charge = charge("+14255550123", limit: 1, seconds: 60)
            try expect(await ledger.count([charge], now: start), nil)
            for (occasion, until) in [("e1", after(100)), ("e2", after(50))] {
                try expect(await ledger.bar(charge.key, until: until, occasion: occasion, now: start), true)
            }
            try expect(await ledger.count([charge], now: after(1)), .barred)
            try expect(await ledger.count([charge], now: after(99)), .barred)
            try expect(await ledger.count([charge], now: after(100)), nil)
        },
        ContractCheck("An occasion bars once, of many at once too, and its repetition prolongs nothing") { ledger in
            let charge = charge("+14255550123", limit: 5, seconds: 60)
            let first = try await withThrowingTaskGroup(of: Bool.self) { group in
                for second in 0..<50 {
                    group.addTask {
                        try await ledger.bar(charge.key, until: after(100), occasion: "e1", now: after(Double(second)))
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try expect(first, 1)
            try expect(await ledger.bar(charge.key, until: after(200), occasion: "e1", now: after(90)), false)
            try expect(await ledger.count([charge], now: after(99)), .barred)
            try expect(await ledger.count([charge], now: after(100)), nil)
            try expect(await ledger.bar(nil, until: after(200), occasion: "e2", now: after(100)), true)
            try expect(await ledger.bar(charge.key, until: after(200), occasion: "e2", now: after(100)), false)
            try expect(await ledger.bar(charge.key, until: after(300), occasion: "e3", now: after(110)), true)
            try expect(await ledger.count([charge], now: after(299)), .barred)
        },
        ContractCheck("What was taken back has room again, and a bar stays") { ledger in
            let charge = charge("+14255550123", limit: 1, seconds: 60)
            try expect(await ledger.count([charge], now: start), nil)
            try await ledger.takeBack([charge], countedAt: start)
            try await ledger.takeBack([charge], countedAt: start)
            try expect(await ledger.count([charge], now: after(1)), nil)
            try expect(await ledger.count([charge], now: after(2)), .perNumber)
            try expect(await ledger.bar(charge.key, until: after(100), occasion: "e1", now: after(2)), true)
            try await ledger.takeBack([charge], countedAt: after(1))
            try expect(await ledger.count([charge], now: after(3)), .barred)
        },
        ContractCheck("What is taken back late lowers no later count") { ledger in
            let charge = charge("+14255550123", limit: 1, seconds: 1)
            try expect(await ledger.count([charge], now: start), nil)
            try expect(await ledger.count([charge], now: after(1.5)), nil)
            try await ledger.takeBack([charge], countedAt: start)
            try expect(await ledger.count([charge], now: after(1.7)), .perNumber)
        },
        ContractCheck("A limit without end counts all the same") { ledger in
            let charge = charge("+14255550123", limit: .max, seconds: 60)
            for _ in 0..<3 { try expect(await ledger.count([charge], now: start), nil) }
        },
        ContractCheck("A hundred at once are let through up to the limit") { ledger in
            let charge = charge("+14255550123", limit: 5, seconds: 60)
            let allowed = try await withThrowingTaskGroup(of: PolicyRefusal?.self) { group in
                for _ in 0..<100 { group.addTask { try await ledger.count([charge], now: start) } }
                return try await group.reduce(into: 0) { $0 += $1 == nil ? 1 : 0 }
            }
            try expect(allowed, 5)
        },
    ]

    /// The rules of ``BreakerStore``, with the usual ``BreakerRules``.
    public static let breakers: [ContractCheck<any BreakerStore>] = [
        ContractCheck("Five failures in a row open a breaker for 30 seconds") { store in
            for _ in 0..<4 {
                let state = try await store.recordFailure(of: "p1", now: start)
                try expect(state.phase(at: start), .closed)
            }
            let open = try await store.recordFailure(of: "p1", now: start)
            try expect(open.openUntil, after(30))
            try expect(await store.states()["p1"], open)
            try expect(await store.states()["p2"]?.failures ?? 0, 0)
        },
        ContractCheck("A success in between begins the row anew") { store in
            for _ in 0..<4 { _ = try await store.recordFailure(of: "p1", now: start) }
            try await store.recordSuccess(of: "p1")
            for _ in 0..<4 { _ = try await store.recordFailure(of: "p1", now: start) }
            try expect(await store.states()["p1"]?.phase(at: start), .closed)
        },
        ContractCheck("One has the probe, and another one when that one does not come back") { store in
            for _ in 0..<5 { _ = try await store.recordFailure(of: "p1", now: start) }
            try expect(await store.tryProbe(of: "p1", now: after(29)), false)
            let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 { group.addTask { try await store.tryProbe(of: "p1", now: after(30)) } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try expect(granted, 1)
            try expect(await store.tryProbe(of: "p1", now: after(39)), false)
            try expect(await store.tryProbe(of: "p1", now: after(40)), true)
        },
        ContractCheck("A probe that fails opens the breaker again; one that succeeds closes it") { store in
            for _ in 0..<5 { _ = try await store.recordFailure(of: "p1", now: start) }
            _ = try await store.tryProbe(of: "p1", now: after(30))
            let state = try await store.recordFailure(of: "p1", now: after(31))
            try expect(state.openUntil, after(61))
            try expect(state.phase(at: after(32)), .open)
            _ = try await store.tryProbe(of: "p1", now: after(61))
            try await store.recordSuccess(of: "p1")
            try expect(await store.states()["p1"] ?? BreakerState(), BreakerState())
            try expect(await store.tryProbe(of: "p1", now: after(62)), false)
        },
        ContractCheck("Failures while it is open do not prolong it") { store in
            for _ in 0..<5 { _ = try await store.recordFailure(of: "p1", now: start) }
            try expect(await store.recordFailure(of: "p1", now: after(20)).openUntil, after(30))
        },
    ]

    static func charge(_ number: String, limit: Int, seconds: Int) -> SendCharge {
        SendCharge(
            key: LedgerKey(scope: .number, value: number), limit: limit, seconds: seconds, refusal: .perNumber)
    }
}

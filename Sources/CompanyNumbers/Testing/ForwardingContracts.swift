public import Foundation
import Logging
import PhoneNumbers

/// One rule that every store of forwarding keeps to, as a check that a test runs.
public struct ForwardingContract: Sendable, CustomStringConvertible {
    /// The rule, as a sentence.
    public let description: String
    /// Checks it on a store that is empty; throws when the rule is broken.
    public let run: @Sendable (any ForwardingStore) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any ForwardingStore) async throws -> Void) {
        self.description = description
        self.run = run
    }

    /// All rules.
    public static let all = arrivals + notes

    /// A broken rule.
    public struct Violation: Error, CustomStringConvertible {
        /// What was expected, and where.
        public let description: String
    }

    static func expect<Value: Equatable>(
        _ value: Value, _ expected: Value, file: String = #fileID, line: Int = #line
    ) throws(Violation) {
        guard value != expected else { return }
        throw Violation(description: "\(file):\(line): got \(value), expected \(expected)")
    }

    /// The moment at which checks begin.
    public static let start = Date(timeIntervalSince1970: 1_780_000_000.25)
}

extension ForwardingContract {
    private static let limits = ArrivalLimits(perPair: 3, seconds: 60, ringingPerPair: 1, ringingPerParty: 2)
    private static let numbers = ["+15555550101", "+15555550102", "+15555550103"].compactMap { PhoneNumber($0) }

    private static func call(_ id: Int, from party: String = "+15555550001", to index: Int = 0, rings: Double?)
        -> Arrival
    {
        Arrival(
            id: "CA\(id)", kind: .call, party: party, number: numbers[index],
            ringsUntil: rings.map(start.addingTimeInterval))
    }

    static let arrivals: [ForwardingContract] = [
        ForwardingContract("A second call of one caller to one number waits until the first rings no more") { store in
            try expect(await store.admit(call(1, rings: 30), within: limits, now: start), .admitted(isNew: true))
            try expect(await store.admit(call(2, rings: 30), within: limits, now: start), .refused(.alreadyRinging))
            try await store.stopRinging("CA1")
            try expect(await store.admit(call(3, rings: 30), within: limits, now: start), .admitted(isNew: true))
        },
        ForwardingContract("Ringing ends by itself at its time") { store in
            try expect(await store.admit(call(1, rings: 30), within: limits, now: start), .admitted(isNew: true))
            let later = start.addingTimeInterval(30)
            try expect(await store.admit(call(2, rings: 60), within: limits, now: later), .admitted(isNew: true))
        },
        ForwardingContract("Calls of one caller that ring at several numbers are hops, and bounded") { store in
            for index in 0..<2 {
                try expect(
                    await store.admit(call(index, to: index, rings: 30), within: limits, now: start),
                    .admitted(isNew: true))
            }
            try expect(await store.admit(call(2, to: 2, rings: 30), within: limits, now: start), .refused(.tooManyHops))
            try expect(
                await store.admit(call(3, from: "+15555550002", to: 2, rings: 30), within: limits, now: start),
                .admitted(isNew: true))
        },
        ForwardingContract("So many from one to one are let in within the time, and no more") { store in
            for id in 0..<3 {
                try expect(await store.admit(call(id, rings: nil), within: limits, now: start), .admitted(isNew: true))
            }
            try expect(await store.admit(call(3, rings: nil), within: limits, now: start), .refused(.tooOften))
            try expect(
                await store.admit(call(4, to: 1, rings: nil), within: limits, now: start), .admitted(isNew: true))
            let later = start.addingTimeInterval(60)
            try expect(await store.admit(call(5, rings: nil), within: limits, now: later), .admitted(isNew: true))
        },
        ForwardingContract("What comes slowly is bounded by the hour") { store in
            let slow = ArrivalLimits(
                perPair: 9, seconds: 60, perPairAndHour: 2, ringingPerPair: 9, ringingPerParty: 9)
            for (id, minute) in [(1, 0.0), (2, 20)] {
                let now = start.addingTimeInterval(minute * 60)
                try expect(await store.admit(call(id, rings: nil), within: slow, now: now), .admitted(isNew: true))
            }
            let late = start.addingTimeInterval(3599)
            try expect(await store.admit(call(3, rings: nil), within: slow, now: late), .refused(.tooOften))
            let later = start.addingTimeInterval(3600)
            try expect(await store.admit(call(4, rings: nil), within: slow, now: later), .admitted(isNew: true))
        },
        ForwardingContract("The same arrival again is let in and counts once; a text of the same name is another") {
            store in
            try expect(await store.admit(call(1, rings: 30), within: limits, now: start), .admitted(isNew: true))
            for _ in 0..<5 {
                try expect(await store.admit(call(1, rings: 30), within: limits, now: start), .admitted(isNew: false))
            }
            let text = Arrival(id: "CA1", kind: .text, party: "+15555550001", number: numbers[0])
            try expect(await store.admit(text, within: limits, now: start), .admitted(isNew: true))
        },
        ForwardingContract("Of many at once no more are let in than may be") { store in
            let admitted = try await withThrowingTaskGroup(of: Admission.self) { group in
                for id in 0..<40 {
                    group.addTask { try await store.admit(call(id, rings: nil), within: limits, now: start) }
                }
                return try await group.reduce(into: 0) { $0 += $1 == .admitted(isNew: true) ? 1 : 0 }
            }
            try expect(admitted, 3)
        },
    ]

    static let notes: [ForwardingContract] = [
        ForwardingContract("A note is read until it runs out, and written over") { store in
            let key = NoteKey(.thread, "00u1 +15555550101")
            try expect(await store.note(key, now: start), nil)
            try await store.write(Data("a".utf8), to: key, expiresAt: start.addingTimeInterval(10))
            try expect(await store.note(key, now: start.addingTimeInterval(9)), Data("a".utf8))
            try expect(await store.note(key, now: start.addingTimeInterval(10)), nil)
            try await store.write(Data("b".utf8), to: key, expiresAt: start.addingTimeInterval(20))
            try expect(await store.note(key, now: start.addingTimeInterval(10)), Data("b".utf8))
        },
        ForwardingContract("Notes of two kinds with one name are two") { store in
            let end = start.addingTimeInterval(10)
            try await store.write(Data("a".utf8), to: NoteKey(.route, "x"), expiresAt: end)
            try await store.write(Data("b".utf8), to: NoteKey(.answer, "x"), expiresAt: end)
            try expect(await store.note(NoteKey(.route, "x"), now: start), Data("a".utf8))
            try await store.remove(NoteKey(.route, "x"))
            try await store.remove(NoteKey(.route, "x"))
            try expect(await store.note(NoteKey(.route, "x"), now: start), nil)
            try expect(await store.note(NoteKey(.answer, "x"), now: start), Data("b".utf8))
        },
        ForwardingContract("The first to write a note decides until it has run out") { store in
            let key = NoteKey(.answer, "x")
            let end = start.addingTimeInterval(10)
            try expect(await store.writeFirst(Data("a".utf8), to: key, now: start, expiresAt: end), Data("a".utf8))
            try expect(await store.writeFirst(Data("b".utf8), to: key, now: start, expiresAt: end), Data("a".utf8))
            try expect(
                await store.writeFirst(Data("c".utf8), to: key, now: end, expiresAt: end.addingTimeInterval(10)),
                Data("c".utf8))
        },
        ForwardingContract("Of many first ones at once all see the same") { store in
            let end = start.addingTimeInterval(10)
            let seen = try await withThrowingTaskGroup(of: Data.self) { group in
                for id in 0..<40 {
                    group.addTask {
                        try await store.writeFirst(
                            Data("\(id)".utf8), to: NoteKey(.recording, "x"), now: start, expiresAt: end)
                    }
                }
                return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
            }
            try expect(seen.count, 1)
        },
        ForwardingContract("Of many copies of a text at once, each in its own process, one is the first") { store in
            guard let number = numbers.first else { return }
            let route = TextRoute.outside(number, ownerID: "00u1")
            let firsts = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        let logger = Logger(label: "contract") { _ in SwiftLogNoOpLogHandler() }
                        let notebook = ForwardingNotebook(store: store, logger: logger)
                        let settled = await notebook.settle(route, for: "SM1", now: start)
                        try expect(settled.route, route)
                        return settled.isFirst
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try expect(firsts, 1)
        },
    ]
}

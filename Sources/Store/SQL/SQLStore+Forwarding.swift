public import CompanyNumbers
public import Foundation

extension SQLStore: ArrivalLedger {
    /// Counts an arrival, unless a bound is reached, in one transaction.
    public func admit(
        _ arrival: Arrival, within limits: ArrivalLimits, now: Date
    ) async throws(StoreError) -> Admission {
        let kind = arrival.kind.rawValue
        let id = SQLValue.text("\(kind) \(arrival.id)")
        let party = SQLValue.text(pseudonyms.pseudonym(of: "\(kind) \(arrival.party)", scope: "arrivals"))
        let pair = SQLValue.text(
            pseudonyms.pseudonym(of: "\(kind) \(arrival.party) \(arrival.number)", scope: "arrivals"))
        let ringsUntil = arrival.ringsUntil.map(SQLValue.time) ?? .integer(0)
        let since = SQLValue.time(now.addingTimeInterval(-Double(limits.seconds)))
        let lastHour = SQLValue.time(now.addingTimeInterval(-ArrivalLimits.lifetime))
        return try await database.transaction { transaction throws(StoreError) in
            if try !transaction.read(Statements.arrival, [id]).isEmpty { return .admitted(isNew: false) }
            func count(_ statement: String, _ values: [SQLValue]) throws(StoreError) -> Int {
                try transaction.read(statement, values).first?.number(0) ?? 0
            }
            let admission = limits.admission(
                pair: try count(Statements.countPair, [pair, since]),
                pairInHour: try count(Statements.countPair, [pair, lastHour]),
                ringingPair: try count(Statements.countRingingPair, [pair, .time(now)]),
                ringingParty: try count(Statements.countRingingParty, [party, .time(now)]),
                rings: arrival.ringsUntil != nil)
            if case .admitted = admission {
                _ = try transaction.write(Statements.insertArrival, [id, party, pair, .time(now), ringsUntil])
            }
            return admission
        }
    }

    /// Notes that a call is ringing no more.
    public func stopRinging(_ id: String) async throws(StoreError) {
        _ = try await database.write(Statements.stopRinging, [.text("\(Arrival.Kind.call.rawValue) \(id)")])
    }
}

extension SQLStore: ForwardingNotes {
    /// Reads a note; nil when there is none, or it has run out.
    public func note(_ key: NoteKey, now: Date) async throws(StoreError) -> Data? {
        let name = name(of: key)
        let rows = try await database.read(Statements.note, [.text(key.kind.rawValue), .text(name), .time(now)])
        guard let row = rows.first else { return nil }
        return try open(try row.bytes(0), key, name)
    }

    /// Writes a note, over the one that was there.
    public func write(_ content: Data, to key: NoteKey, expiresAt: Date) async throws(StoreError) {
        let name = name(of: key)
        let sealed = try seal(content, key, name)
        _ = try await database.write(
            Statements.writeNote, [.text(key.kind.rawValue), .text(name), .bytes(sealed), .time(expiresAt)])
    }

    /// Writes a note where there is none that has not run out.
    public func writeFirst(
        _ content: Data, to key: NoteKey, now: Date, expiresAt: Date
    ) async throws(StoreError) -> Data {
        let name = name(of: key)
        let kind = SQLValue.text(key.kind.rawValue)
        let sealed = try seal(content, key, name)
        let standing = try await database.transaction { transaction throws(StoreError) in
            let changed = try transaction.write(
                Statements.writeFirstNote, [kind, .text(name), .bytes(sealed), .time(expiresAt), .time(now)])
            if changed > 0 { return sealed }
            let rows = try transaction.read(Statements.note, [kind, .text(name), .time(now)])
            return try rows.first?.bytes(0) ?? sealed
        }
        return try open(standing, key, name)
    }

    /// Removes a note; does nothing when there is none.
    public func remove(_ key: NoteKey) async throws(StoreError) {
        _ = try await database.write(Statements.deleteNote, [.text(key.kind.rawValue), .text(name(of: key))])
    }

    private func name(of key: NoteKey) -> String {
        pseudonyms.pseudonym(of: key.name, scope: "note \(key.kind.rawValue)")
    }

    private func seal(_ content: Data, _ key: NoteKey, _ name: String) throws(StoreError) -> Data {
        try sealer.seal(content, scope: "note \(key.kind.rawValue) \(name)", label: "")
    }

    private func open(_ sealed: Data, _ key: NoteKey, _ name: String) throws(StoreError) -> Data {
        try sealer.open(sealed, scope: "note \(key.kind.rawValue) \(name)", label: "")
    }
}

extension SQLStore {
    /// Deletes arrivals that no bound counts any more, and notes that have run out.
    func sweepForwarding(now: Date) async throws(StoreError) -> Int {
        let old = now.addingTimeInterval(-ArrivalLimits.lifetime)
        return try await sweep(Statements.sweepArrivals, before: old) + sweep(Statements.sweepNotes, before: now)
    }
}

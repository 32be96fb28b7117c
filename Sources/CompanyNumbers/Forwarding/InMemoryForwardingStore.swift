public import Foundation

/// Keeps what forwarding needs in this process: for tests, and for the hour in which the database does not answer.
public actor InMemoryForwardingStore: ForwardingStore {
    private struct Kept {
        let arrival: Arrival
        let cameAt: Date
        var ringsUntil: Date?
    }

    private struct Note {
        let content: Data
        let expiresAt: Date
    }

    private var arrivals: [String: Kept] = [:]
    private var notes: [NoteKey: Note] = [:]
    private let most: Int

    /// Makes an empty store.
    ///
    /// - Parameter most: How many arrivals and notes are kept at most; of more, the half that ends first is forgotten.
    public init(most: Int = 100_000) {
        self.most = most
    }

    /// Counts an arrival, unless a bound is reached.
    public func admit(_ arrival: Arrival, within limits: ArrivalLimits, now: Date) -> Admission {
        let key = Self.key(arrival.id, arrival.kind)
        if arrivals[key] != nil { return .admitted(isNew: false) }
        makeRoom(at: now)
        let since = now.addingTimeInterval(-Double(limits.seconds))
        let lastHour = now.addingTimeInterval(-ArrivalLimits.lifetime)
        var (pair, pairInHour, ringingPair, ringingParty) = (0, 0, 0, 0)
        for kept in arrivals.values where kept.arrival.kind == arrival.kind && kept.arrival.party == arrival.party {
            let isRinging = kept.ringsUntil.map { $0 > now } ?? false
            if isRinging { ringingParty += 1 }
            guard kept.arrival.number == arrival.number else { continue }
            if kept.cameAt > since { pair += 1 }
            if kept.cameAt > lastHour { pairInHour += 1 }
            if isRinging { ringingPair += 1 }
        }
        let admission = limits.admission(
            pair: pair, pairInHour: pairInHour, ringingPair: ringingPair, ringingParty: ringingParty,
            rings: arrival.ringsUntil != nil)
        if case .admitted = admission {
            arrivals[key] = Kept(arrival: arrival, cameAt: now, ringsUntil: arrival.ringsUntil)
        }
        return admission
    }

    /// Notes that a call is ringing no more.
    public func stopRinging(_ id: String) { arrivals[Self.key(id, .call)]?.ringsUntil = nil }

    private static func key(_ id: String, _ kind: Arrival.Kind) -> String { "\(kind.rawValue) \(id)" }

    /// Reads a note; nil when there is none, or it has run out.
    public func note(_ key: NoteKey, now: Date) -> Data? {
        notes[key].flatMap { $0.expiresAt > now ? $0.content : nil }
    }

    /// Writes a note, over the one that was there.
    public func write(_ content: Data, to key: NoteKey, expiresAt: Date) {
        if notes[key] == nil, notes.count >= most { notes = Self.laterHalf(of: notes) { $0.expiresAt } }
        notes[key] = Note(content: content, expiresAt: expiresAt)
    }

    /// Writes a note where there is none.
    public func writeFirst(_ content: Data, to key: NoteKey, now: Date, expiresAt: Date) -> Data {
        if let standing = note(key, now: now) { return standing }
        if notes.count >= most { notes = notes.filter { $0.value.expiresAt > now } }
        write(content, to: key, expiresAt: expiresAt)
        return content
    }

    /// Removes a note.
    public func remove(_ key: NoteKey) { notes[key] = nil }

    private func makeRoom(at now: Date) {
        guard arrivals.count >= most else { return }
        let old = now.addingTimeInterval(-ArrivalLimits.lifetime)
        arrivals = arrivals.filter { $0.value.cameAt > old }
        // All count for the same time: who came first ends first.
        if arrivals.count >= most { arrivals = Self.laterHalf(of: arrivals) { $0.cameAt } }
    }

    /// The half of what is kept that ends last.
    private static func laterHalf<Key: Hashable, Value>(
        of kept: [Key: Value], by end: (Value) -> Date
    ) -> [Key: Value] {
        let ordered = kept.sorted { end($0.value) < end($1.value) }
        return Dictionary(uniqueKeysWithValues: ordered.suffix(kept.count / 2).map { ($0.key, $0.value) })
    }
}

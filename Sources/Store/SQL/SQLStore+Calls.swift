public import CallFlow
public import Foundation

extension SQLStore: CallStore {
    /// Loads a call with the answer last given; nil when there is none.
    public func load(_ id: CallID) async throws(StoreError) -> StoredCall? {
        guard let row = try await database.read(Statements.loadCall, [.text(id.value)]).first else { return nil }
        let version = try row.number(0)
        return StoredCall(
            state: try openedState(try row.bytes(1), id, version), version: version,
            answer: try openedAnswer(try row.bytes(2), id, version - 1))
    }

    /// Finds the answer that was given at a version; nil when there is none.
    public func answer(of id: CallID, at version: Int) async throws(StoreError) -> RecordedAnswer? {
        let rows = try await database.read(Statements.answer, [.text(id.value), .number(version)])
        guard let row = rows.first else { return nil }
        return try openedAnswer(try row.bytes(0), id, version)
    }

    /// Reserves a step; a call that does not exist yet cannot be claimed.
    public func claim(
        _ id: CallID, version: Int, owner: String, now: Date, until: Date
    ) async throws(StoreError) -> Bool {
        let changed = try await database.write(
            Statements.claimCall,
            [.text(owner), .time(until), .text(id.value), .number(version), .text(owner), .time(now)])
        return changed > 0
    }

    /// Saves a call and its answer in one transaction, if its version is still the one given.
    public func save(
        _ state: CallState, over version: Int, answer: RecordedAnswer, now: Date, expiresAt: Date
    ) async throws(StoreError) -> Bool {
        // Sealed before the transaction begins: it holds everybody up for as short as can be.
        let id = SQLValue.text(state.id.value)
        let sealedState = SQLValue.bytes(try sealed(state.compact, state.id, "state", version + 1))
        let sealedAnswer = SQLValue.bytes(try sealed(answer.compact, state.id, "answer", version))
        return try await database.transaction { transaction throws(StoreError) in
            let changed =
                version == 0
                ? try transaction.write(Statements.insertCall, [id, sealedState, .time(now), .time(expiresAt)])
                : try transaction.write(
                    Statements.updateCall, [sealedState, .time(now), .time(expiresAt), id, .number(version)])
            guard changed > 0 else { return false }
            _ = try transaction.write(Statements.insertAnswer, [id, .number(version), sealedAnswer])
            return true
        }
    }

    private func sealed(
        _ bytes: [UInt8], _ id: CallID, _ part: String, _ version: Int
    ) throws(StoreError) -> Data {
        try sealer.seal(Data(bytes), scope: "call \(id.value)", label: "\(part) \(version)")
    }

    func openedState(_ sealed: Data, _ id: CallID, _ version: Int) throws(StoreError) -> CallState {
        let bytes = try sealer.open(sealed, scope: "call \(id.value)", label: "state \(version)")
        // Calls of the version before, which wrote JSON, go on.
        if bytes.first == Self.brace { return try value(CallState.self, bytes, as: "a call's state") }
        guard let state = CallState(compact: Array(bytes)) else { throw Self.unknownForm("state") }
        return state
    }

    private func openedAnswer(_ sealed: Data, _ id: CallID, _ version: Int) throws(StoreError) -> RecordedAnswer {
        let bytes = try sealer.open(sealed, scope: "call \(id.value)", label: "answer \(version)")
        if bytes.first == Self.brace { return try value(RecordedAnswer.self, bytes, as: "a call's answer") }
        guard let answer = RecordedAnswer(compact: Array(bytes)) else { throw Self.unknownForm("answer") }
        return answer
    }

    private static let brace = UInt8(ascii: "{")

    private static func unknownForm(_ part: String) -> StoreError {
        StoreError(
            .corrupt, "a call's \(part) was written by a version of the program that this one does not understand")
    }
}

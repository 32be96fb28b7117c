import Foundation
import Testing

@testable import CallFlow
@testable import Store

let noon = Date(timeIntervalSince1970: 1_780_000_000.25)

extension CallID {
    static func sample(_ number: Int = 1) throws -> CallID {
        try #require(CallID("CA" + String(number, radix: 16).leftPadded(to: 32)))
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String { String(repeating: "0", count: width - count) + self }
}

extension CallState {
    /// A call that has just begun.
    static func sample(_ number: Int = 1, turns: Int = 0) throws -> CallState {
        let caller = Caller(
            id: UserID("00u1"), languageTag: "es", preference: .push,
            factors: [Factor(id: "f1", kind: .push, updatedAt: noon), Factor(id: "f2", kind: .sms)])
        var state = CallMachine(policy: CallPolicy()).begin(
            try CallID.sample(number), lookup: .found(caller), attestation: .full, language: "en-US", at: noon
        ).state
        state.turns = turns
        return state
    }
}

extension RecordedAnswer {
    static func sample(_ text: String = "first") -> RecordedAnswer {
        RecordedAnswer(fingerprint: "digest of \(text)", body: "<Response><Say>\(text) ñ €</Say></Response>")
    }
}

extension CallStore {
    /// Saves with times that do not matter.
    func save(_ state: CallState, over version: Int, _ answer: RecordedAnswer = .sample()) async throws -> Bool {
        try await save(state, over: version, answer: answer, now: noon, expiresAt: noon + 3600)
    }
}

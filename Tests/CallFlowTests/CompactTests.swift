import Foundation
import Testing

@testable import CallFlow

@Suite struct CompactTests {
    private static let now = Date(timeIntervalSinceReferenceDate: 812_345_678.25)
    private static let factor = Factor(id: "opf1", kind: .push, updatedAt: now, reachesCallingNumber: true)

    private static let phases: [CallState.Phase] = [
        .menu, .languages, .departments, .code(factor, sentAt: now, listens: true),
        .code(Factor(id: "", kind: .totp), sentAt: nil, listens: false),
        .push(factor, PushTransaction(pollURL: "https://x/é", cancelURL: nil, expiresAt: now), sentAt: now, number: 0),
        .push(factor, PushTransaction(pollURL: "p", cancelURL: "c", expiresAt: nil), sentAt: now, number: nil),
        .pushFailed(.timedOut), .account, .agent, .trouble, .ended,
    ]

    private func state(_ phase: CallState.Phase, isFull: Bool) throws -> CallState {
        let caller = Caller(id: UserID("00u1"), languageTag: "fr-CA", preference: .totp, factors: [Self.factor])
        let prompt = Prompt(
            .menu,
            ["wrong": .flag(true), "digits": .list(["4", "2"]), "name": .text("“Zoë” & sons"), "none": .list([])])
        return CallState(
            id: try #require(CallID("CA0123456789abcdef")), phase: phase, language: "de-DE",
            caller: isFull ? caller : nil, attestation: .failed,
            verification: isFull ? CallState.Verification(factor: .push, at: Self.now) : nil, prompt: prompt,
            silences: 2,
            wrongCodes: isFull ? 1 << 40 : 0, pushesSent: -1, codesSent: 127,
            spentFactors: isFull ? [.sms, .totp] : [],
            turns: 128, department: isFull ? .billing : nil, startedAt: Self.now)
    }

    @Test(arguments: 0..<phases.count, [true, false])
    func `A state is read back as it was written`(phase: Int, isFull: Bool) throws {
        let state = try state(Self.phases[phase], isFull: isFull)
        #expect(CallState(compact: state.compact) == state)
        #expect(state.compact.count < 400)
    }

    @Test func `A state that was cut or lengthened is not read`() throws {
        let bytes = try state(Self.phases[5], isFull: true).compact
        for count in 0..<bytes.count { #expect(CallState(compact: Array(bytes.prefix(count))) == nil) }
        #expect(CallState(compact: bytes + [0]) == nil)
        #expect(CallState(compact: [2] + bytes.dropFirst()) == nil)
    }

    @Test func `Bytes that are no state never end the program`() throws {
        let bytes = try state(Self.phases[3], isFull: true).compact
        for index in bytes.indices {
            for value: UInt8 in [0, 0x7F, 0x80, 0xFF] {
                var changed = bytes
                changed[index] = value
                // Some changes give another state; none may trap.
                _ = CallState(compact: changed)
            }
        }
    }

    @Test func `An answer is read back as it was written`() {
        let answer = RecordedAnswer(fingerprint: "abc", body: "<Response><Say>ñ €</Say></Response>")
        #expect(RecordedAnswer(compact: answer.compact) == answer)
        #expect(RecordedAnswer(compact: Array(answer.compact.dropLast())) == nil)
        #expect(RecordedAnswer(compact: []) == nil)
    }
}

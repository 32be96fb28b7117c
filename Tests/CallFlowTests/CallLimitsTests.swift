import Foundation
import Testing

@testable import CallFlow

@Suite struct CallLimitsTests {
    private static let sentAt = Date(timeIntervalSinceReferenceDate: 800_000_000)
    private static let push = CallState.Phase.push(
        Factor(id: "opf1", kind: .push), PushTransaction(pollURL: "p", cancelURL: nil, expiresAt: nil), sentAt: sentAt,
        number: nil)
    private static let code = CallState.Phase.code(Factor(id: "sms1", kind: .sms), sentAt: sentAt, listens: false)

    private func state(_ phase: CallState.Phase, pushesSent: Int = 0) throws -> CallState {
        CallState(
            id: try #require(CallID("CA0123456789abcdef")), phase: phase, language: "en-US", caller: nil,
            attestation: .none, verification: nil, prompt: Prompt(.menu), silences: 0, wrongCodes: 0,
            pushesSent: pushesSent, codesSent: 0, spentFactors: [], turns: 0, department: nil, startedAt: Self.sentAt)
    }

    private static let limits: [(CallState.Phase, Int, Int)] = [
        (push, 1, 11), (push, 3, 11), (code, 0, 10), (code, 1, 11), (code, 3, 11), (.menu, 0, 10), (.menu, 2, 10),
        (.pushFailed(.rejected), 1, 10), (.languages, 1, 10), (.departments, 1, 10), (.account, 1, 10), (.agent, 1, 10),
        (.trouble, 1, 10), (.ended, 1, 10),
    ]

    @Test(arguments: limits)
    func `A call's own push does not stand in the way of the code in its place, and opens no other door`(
        phase: CallState.Phase, pushesSent: Int, limit: Int
    ) throws {
        #expect(try state(phase, pushesSent: pushesSent).failureLimit(usual: 10) == limit)
    }

    @Test(arguments: [(0.0, false), (89.9, false), (90.0, true), (91.0, true)])
    func `A push is over once its time is`(seconds: Double, isOver: Bool) throws {
        let (state, now) = (try state(Self.push), Self.sentAt + seconds)
        #expect(state.pushEnd(by: CallPolicy()) == Self.sentAt + 90)
        #expect(state.isPushOver(at: now, by: CallPolicy()) == isOver)
    }

    @Test func `Where no push is awaited none is over`() throws {
        let state = try state(Self.code, pushesSent: 1)
        #expect(state.pushEnd(by: CallPolicy()) == nil)
        #expect(!state.isPushOver(at: .distantFuture, by: CallPolicy()))
    }
}

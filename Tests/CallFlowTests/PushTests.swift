import Foundation
import Testing

@testable import CallFlow

@Suite("Pushes")
struct PushTests {
    @Test("The number to match is spoken digit by digit")
    func number() {
        let drive = Drive.atPush(number: 72)
        #expect(drive.says(.push, "number"))
        #expect(drive.prompt?.values["digits"] == .list(["7", "2"]))
        #expect(drive.effects.contains(.watch(push)))
    }

    @Test("A number that comes later is spoken when it comes, and again when it changes")
    func lateNumber() {
        var drive = Drive.atPush(number: nil)
        #expect(drive.prompt?.values["number"] == nil)
        drive.take(.push(.waiting(number: 41), of: push))
        #expect(drive.says(.push, "number"))
        drive.take(.push(.waiting(number: 41), of: push))
        #expect(drive.says(.pushWait, "number"))
        drive.take(.push(.waiting(number: 5), of: push))
        #expect(drive.prompt?.values["digits"] == .list(["5"]))
    }

    @Test("An approval leads to the account")
    func approved() {
        var drive = Drive.atPush()
        drive.take(.push(.approved, of: push))
        #expect(drive.says(.account, "verified"))
        #expect(drive.state.verification?.factor == .push)
    }

    @Test(
        "Each way to fail has words of its own and offers another try",
        arguments: [
            (PushStatus.rejected, "rejected"), (.timedOut, "timedOut"), (.cancelled, "cancelled"), (.failed, "failed"),
        ])
    func failures(status: PushStatus, flag: String) {
        var drive = Drive.atPush()
        drive.take(.push(status, of: push))
        #expect(drive.says(.pushFailed, flag, "retry", "text"))
        drive.keys("1")
        #expect(drive.question == .sendPush(Factor(id: "f-push", kind: .push), UserID("00u1")))
    }

    @Test("A rejection is a security event")
    func rejected() {
        var drive = Drive.atPush()
        drive.take(.push(.rejected, of: push))
        #expect(drive.effects.contains(.note(.pushRejected)))
    }

    @Test("Where numbers are required, a push without one is not spoken of as one to approve, and verifies nobody")
    func numberRequired() {
        let policy = CallPolicy(requiresPushNumber: true)
        var plain = Drive.atPush(number: nil, policy: policy)
        #expect(plain.says(.pushWait))
        plain.take(.push(.approved, of: push))
        #expect(plain.says(.pushFailed, "failed") && plain.state.verification == nil)

        var late = Drive.atPush(number: nil, policy: policy)
        late.take(.push(.waiting(number: 72), of: push))
        #expect(late.says(.push, "number"))
        late.take(.push(.approved, of: push))
        #expect(late.says(.account, "verified"))
    }

    @Test("The answer of an earlier push does not count for a later one")
    func earlierPush() {
        var drive = Drive.atPush()
        drive.take(.push(.timedOut, of: push))
        drive.keys("1")
        let second = PushTransaction(pollURL: "https://org.example/tx/2", cancelURL: nil, expiresAt: nil)
        drive.take(.pushSent(.sent(second, number: 9)))
        drive.take(.push(.approved, of: push))
        #expect(drive.state.verification == nil)
        drive.take(.push(.approved, of: second))
        #expect(drive.state.verification != nil)
    }

    @Test("One switches to a text message and takes the push back")
    func switchToText() {
        var drive = Drive.atPush()
        drive.keys("1")
        #expect(drive.question == .sendCode(Factor(id: "f-sms", kind: .sms), UserID("00u1")))
        drive.take(.codeSent(.sent))
        #expect(drive.says(.code, "sent"))
        #expect(drive.effects.filter { $0 == .cancel(push) }.count == 1)
        drive.take(.push(.approved, of: push))
        #expect(drive.state.verification == nil)
    }

    @Test("A push that nobody answers in time is taken back", arguments: [PushStatus.waiting(number: nil), .unknown])
    func timeout(status: PushStatus) {
        var drive = Drive.atPush()
        drive.take(.push(status, of: push), after: 80)
        #expect(drive.says(.pushWait))
        drive.take(.push(status, of: push), after: 15)
        #expect(drive.says(.pushFailed, "timedOut"))
        #expect(drive.effects.filter { $0 == .cancel(push) }.count == 1)
    }

    @Test("A wait that changes nothing writes nothing")
    func quietWait() {
        var drive = Drive.atPush()
        drive.take(.push(.waiting(number: nil), of: push))
        let before = drive.state
        drive.take(.push(.waiting(number: nil), of: push))
        #expect(drive.state == before)
    }

    @Test("Hanging up takes the push back at any moment of the wait")
    func hangUp() {
        var drive = Drive.atPush()
        drive.take(.hungUp)
        #expect(drive.effects.contains(.cancel(push)))
        #expect(drive.transition.next == .nothing)
        #expect(drive.state.phase == .ended)
    }

    @Test("Pushes are not sent without end")
    func limit() {
        var drive = Drive.atPush(policy: CallPolicy(maximumPushes: 1))
        drive.take(.push(.failed, of: push))
        #expect(drive.prompt?.values["retry"] == .flag(false))
        drive.keys("1")
        #expect(drive.says(.pushFailed, "invalid"))
    }

    @Test(
        "Each outcome of sending has its meaning",
        arguments: [
            (PushSendOutcome.challengeRefused, CallFlow.Step.agent, "unverifiable"), (.limited, .agent, "unverifiable"),
            (.unusable, .agent, "unverifiable"), (.lockedOut, .agent, "unverifiable"),
            (.unavailable, .agent, "trouble"),
        ])
    func sending(outcome: PushSendOutcome, step: CallFlow.Step, flag: String) {
        var drive = Drive(.found(.with(.push)))
        drive.keys("1")
        drive.take(.admitted(true))
        drive.take(.pushSent(outcome))
        #expect(drive.says(step, flag))
    }

    @Test("A zero while waiting leads to the agent and takes the push back")
    func zero() {
        var drive = Drive.atPush()
        drive.keys("0")
        #expect(drive.says(.agent))
        #expect(drive.effects.filter { $0 == .cancel(push) }.count == 1)
    }
}

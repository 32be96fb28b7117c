import Foundation
import Testing

@testable import CallFlow

@Suite("Codes by text and from an app")
struct CodeTests {
    @Test("A right code leads to the account and forgives earlier failures")
    func right() {
        var drive = Drive.atCode()
        #expect(drive.says(.code, "sent"))
        drive.keys("123456")
        #expect(drive.question == .checkCode(Passcode("123456")!, Factor(id: "f-sms", kind: .sms), UserID("00u1")))
        drive.take(.codeChecked(.correct))
        #expect(drive.says(.account, "verified"))
        #expect(drive.state.verification?.factor == .sms)
        #expect(drive.effects.contains(.forgiveFailures(UserID("00u1"))))
    }

    @Test("A wrong code may be tried again without a new message; the third ends the call")
    func wrong() {
        var drive = Drive.atCode()
        for attempt in 1...3 {
            drive.keys("00000\(attempt)")
            drive.take(.codeChecked(.wrong))
            if attempt == 1 { #expect(drive.says(.code, "wrong") && drive.prompt?.values["last"] == nil) }
            if attempt == 2 { #expect(drive.says(.code, "wrong", "last")) }
        }
        #expect(drive.says(.goodbye, "attempts"))
        #expect(drive.effects.filter { $0 == .note(.codeWrong) }.count == 3)
    }

    @Test(
        "What is not six digits never reaches Okta",
        arguments: ["", "12345", "1234567", "12a456", "*123", "**", "١٢٣٤٥٦", "１２３４５６"])
    func malformed(keys: String) {
        var drive = Drive.atCode()
        drive.keys(keys)
        #expect(drive.question == nil)
        #expect(drive.says(.code, "malformed"))
    }

    @Test("An empty entry never reaches Okta, and speech is listened for only after it")
    func emptyEntry() {
        var drive = Drive.atCode()
        #expect(drive.prompt?.values["speech"] == nil)
        drive.take(.input(.silence))
        #expect(drive.question == nil)
        #expect(drive.says(.code, "silent", "speech"))
    }

    @Test("Nonsense for ever ends in a goodbye")
    func nonsense() {
        var drive = Drive.atCode()
        drive.keys("1")
        drive.keys("2")
        #expect(drive.says(.code, "malformed"))
        drive.take(.input(.silence))
        drive.take(.input(.silence))
        drive.take(.input(.silence))
        #expect(drive.says(.goodbye))
    }

    @Test(
        "Spoken digits are understood",
        arguments: [
            ("en-US", "one two three four five six"), ("en-US", "123456"), ("en-US", "it is 12 34 56."),
            ("es-US", "uno dos tres cuatro cinco seis"),
            ("fr-FR", "un deux trois quatre cinq six"), ("de-DE", "eins zwo drei vier fünf sechs"),
        ])
    func spoken(language: String, speech: String) {
        #expect(
            Vocabulary.codeEntry(.speech(speech), language: language)
                == Passcode("123456").map(Vocabulary.CodeEntry.code))
    }

    @Test("A star asks for another code only once Okta's thirty seconds have passed")
    func resend() {
        var drive = Drive.atCode()
        drive.keys("*", after: 10)
        #expect(drive.says(.code, "recent"))
        drive.keys("*", after: 25)
        #expect(drive.question == .sendCode(Factor(id: "f-sms", kind: .sms), UserID("00u1")))
        drive.take(.codeSent(.sent))
        #expect(drive.says(.code, "resent"))
        drive.keys("*", after: 10)
        #expect(drive.says(.code, "recent"))
    }

    @Test("Codes are not sent without end")
    func resendLimit() {
        var drive = Drive.atCode(policy: CallPolicy(maximumCodes: 2))
        drive.keys("*", after: 40)
        drive.take(.codeSent(.sent))
        drive.keys("*", after: 40)
        #expect(drive.says(.code, "exhausted"))
    }

    @Test("A zero leads to the agent, unverified")
    func zero() {
        var drive = Drive.atCode()
        drive.keys("0")
        #expect(drive.says(.agent))
        #expect(drive.state.verification == nil)
    }

    @Test("When another call sent the code, Okta says when there may be another, and no text of this call is spent")
    func sentElsewhere() {
        var drive = Drive(.found(.with(.sms)), policy: CallPolicy(maximumCodes: 1))
        drive.keys("1")
        drive.take(.admitted(true))
        drive.take(.codeSent(.recentlySent))
        drive.keys("*", after: 2)
        #expect(drive.says(.code, "recent"))
        drive.keys("*", after: 2)
        if case .sendCode = drive.question {} else { Issue.record("\(drive.transition.next)") }
        drive.take(.codeSent(.recentlySent))
        #expect(drive.says(.code, "recent"))
        drive.keys("*", after: 1)
        #expect(drive.question == nil)
        drive.keys("*", after: 20)
        drive.take(.codeSent(.sent))
        #expect(drive.says(.code, "resent"))
        drive.keys("*", after: 40)
        #expect(drive.says(.code, "exhausted"))
    }

    @Test(
        "Each outcome of sending has its meaning",
        arguments: [
            (CodeSendOutcome.sent, CallFlow.Step.code, "sent"), (.recentlySent, .code, "recent"),
            (.limited, .agent, "unverifiable"),
            (.unusable, .agent, "unverifiable"), (.lockedOut, .agent, "unverifiable"),
            (.unavailable, .agent, "trouble"),
        ])
    func sending(outcome: CodeSendOutcome, step: CallFlow.Step, flag: String) {
        var drive = Drive(.found(.with(.sms)))
        drive.keys("1")
        drive.take(.admitted(true))
        drive.take(.codeSent(outcome))
        #expect(drive.says(step, flag))
    }

    @Test(
        "Each outcome of checking has its meaning",
        arguments: [
            (CodeCheckOutcome.correct, CallFlow.Step.account, "verified"), (.wrong, .totp, "wrong"),
            (.reused, .totp, "reused"),
            (.expired, .totp, "expired"), (.limited, .agent, "unverifiable"), (.unusable, .agent, "unverifiable"),
            (.lockedOut, .agent, "unverifiable"), (.unavailable, .agent, "trouble"),
        ])
    func checking(outcome: CodeCheckOutcome, step: CallFlow.Step, flag: String) {
        var drive = Drive(.found(.with(.totp)))
        drive.keys("1")
        drive.take(.admitted(true))
        drive.keys("123456")
        drive.take(.codeChecked(outcome))
        #expect(drive.says(step, flag))
    }

    @Test("A factor that cannot be used gives way to the next one")
    func fallBack() {
        var drive = Drive(.found(.with(.sms, .totp, preferring: .sms)))
        drive.keys("1")
        drive.take(.admitted(true))
        drive.take(.codeSent(.limited))
        #expect(drive.says(.totp, "fellBack"))
    }

    @Test("A code is never in its own description")
    func description() throws {
        let passcode = try #require(Passcode("918273"))
        #expect(!"\(passcode)".contains("918273"))
        #expect(!String(reflecting: passcode).contains("918273"))
    }
}

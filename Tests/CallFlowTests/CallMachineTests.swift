import Foundation
import Testing

@testable import CallFlow

@Suite("The machine")
struct CallMachineTests {
    @Test("A call begins with a greeting, whoever calls")
    func greeting() {
        for lookup: CallerLookup in [
            .found(.with(.sms)), .unknown(.noMatch), .unknown(.severalMatches), .unknown(.notActive),
            .unknown(.withheld),
        ] {
            #expect(Drive(lookup).says(.menu, "first"))
        }
    }

    @Test(
        "Nobody, two people and somebody who is not active sound the same at every step",
        arguments: CallerLookup.UnknownReason.allCases)
    func unknownSoundsTheSame(reason: CallerLookup.UnknownReason) {
        var drive = Drive(.unknown(reason))
        drive.keys("1")
        #expect(drive.says(.agent, "unverifiable"))
        #expect(drive.prompt?.values["verified"] == nil)
    }

    @Test("A directory that does not answer leads to the agent at once")
    func directoryDown() {
        #expect(Drive(.unavailable).says(.agent, "trouble"))
    }

    @Test("Without an agent a directory that does not answer leads to another try")
    func directoryDownWithoutAgent() {
        var drive = Drive(.unavailable, policy: CallPolicy(hasAgent: false))
        #expect(drive.says(.trouble))
        drive.keys("1")
        #expect(drive.question == .identify)
        drive.take(.identified(.found(.with(.sms)), language: "fr-FR"))
        #expect(drive.says(.menu))
        #expect(drive.state.language == "fr-FR")
    }

    @Test("Three silences in a row end in a goodbye, two do not")
    func silences() {
        var drive = Drive(.found(.with(.sms)))
        drive.take(.input(.silence))
        drive.take(.input(.silence))
        #expect(drive.says(.menu, "silent"))
        drive.keys("*")
        drive.take(.input(.silence))
        drive.take(.input(.silence))
        #expect(drive.says(.menu, "silent"))
        drive.take(.input(.silence))
        #expect(drive.says(.goodbye, "silence"))
        #expect(drive.state.phase == .ended)
    }

    @Test(
        "A key or a word chooses at the main menu",
        arguments: [
            (CallerInput.keys("2"), CallFlow.Step.departments), (.speech("Departments, please"), .departments),
            (.keys("9"), .languages), (.speech("other languages"), .languages), (.keys("0"), .agent),
            (.speech("an operator"), .agent), (.keys("*"), .menu), (.speech("say that again"), .menu),
            (.keys("7"), .menu),
        ])
    func mainMenu(input: CallerInput, step: CallFlow.Step) {
        var drive = Drive(.unknown(.noMatch))
        drive.take(.input(input))
        #expect(drive.prompt?.step == step)
    }

    @Test(
        "Account words are understood in every language",
        arguments: [("en-US", "my account"), ("es-US", "Mi cuenta"), ("fr-FR", "mon compte"), ("de-DE", "mein Konto")])
    func accountWords(language: String, words: String) {
        var drive = Drive(.found(.with(.sms)), language: language)
        drive.take(.input(.speech(words)))
        #expect(drive.question == .admit(UserID("00u1")))
    }

    @Test(
        "The language menu changes the language of what follows",
        arguments: [("1", "en-US"), ("2", "es-US"), ("3", "fr-FR"), ("4", "de-DE")])
    func languages(key: String, tag: String) {
        var drive = Drive(.unknown(.noMatch))
        drive.keys("9")
        drive.keys(key)
        #expect(drive.says(.menu))
        #expect(drive.state.language == tag)
    }

    @Test(
        "A department is remembered for the transfer", arguments: zip(["1", "2", "3"], CallState.Department.allCases))
    func departments(key: String, department: CallState.Department) {
        var drive = Drive(.unknown(.noMatch))
        drive.keys("2")
        drive.keys(key)
        #expect(drive.says(.agent))
        #expect(drive.state.department == department)
    }

    @Test("A transfer that nobody takes leads back to where the caller may be")
    func busy() {
        var drive = Drive(.unknown(.noMatch))
        drive.keys("0")
        drive.take(.transferEnded(.unanswered))
        #expect(drive.says(.menu, "busy"))
        drive.keys("0")
        drive.take(.transferEnded(.completed))
        #expect(drive.says(.goodbye, "done"))
    }

    @Test("An event that does not fit changes nothing and repeats the last prompt")
    func unexpected() {
        let drive = Drive(.found(.with(.sms)))
        for event: CallEvent in [
            .codeChecked(.correct), .codeSent(.sent), .push(.approved, of: push), .account(nil),
            .transferEnded(.completed), .cameRound,
        ] {
            var copy = drive
            copy.take(event)
            guard event != .codeSent(.sent) else { continue }
            #expect(copy.state == drive.state, "\(event)")
        }
    }

    @Test("A call that goes in circles ends")
    func circles() {
        var drive = Drive(.unknown(.noMatch), policy: CallPolicy(maximumTurns: 10))
        for _ in 0..<10 { drive.keys("*") }
        #expect(drive.says(.menu))
        drive.keys("*")
        #expect(drive.says(.goodbye, "tooLong"))
    }
}

@Suite("Choosing a factor")
struct FactorChoiceTests {
    private func question(_ caller: Caller, attestation: Attestation = .none) -> Question? {
        var drive = Drive(.found(caller), attestation: attestation)
        drive.keys("1")
        drive.take(.admitted(true))
        return drive.question
    }

    private func kind(_ caller: Caller, attestation: Attestation = .none) -> FactorKind? {
        switch question(caller, attestation: attestation) {
        case .sendPush: .push
        case .sendCode: .sms
        default: nil
        }
    }

    @Test("The preferred factor is used when it is enrolled")
    func preferred() {
        #expect(kind(.with(.push, .sms, preferring: .sms)) == .sms)
        #expect(kind(.with(.push, .sms, preferring: .push)) == .push)
    }

    @Test("Without a usable preference it is push, then totp, then sms")
    func order() {
        #expect(kind(.with(.sms, .push, preferring: .totp)) == .push)
        #expect(kind(.with(.sms)) == .sms)
        var drive = Drive(.found(.with(.sms, .totp, preferring: .push)))
        drive.keys("1")
        drive.take(.admitted(true))
        #expect(drive.says(.totp))
    }

    @Test("Of several push devices the one updated last is used")
    func newestDevice() {
        let old = Factor(id: "old", kind: .push, updatedAt: start)
        let new = Factor(id: "new", kind: .push, updatedAt: start + 60)
        let never = Factor(id: "never", kind: .push)
        let caller = Caller(id: UserID("u"), factors: [new, old, never])
        #expect(question(caller) == .sendPush(new, UserID("u")))
    }

    @Test("No factor leads to the agent")
    func none() {
        var drive = Drive(.found(.with()))
        drive.keys("1")
        drive.take(.admitted(true))
        #expect(drive.says(.agent, "unverifiable"))
    }

    @Test("A forged number is never offered a text to the calling telephone")
    func forged() {
        #expect(kind(.with(.sms, reaches: true), attestation: .failed) == nil)
        #expect(kind(.with(.sms, reaches: true), attestation: .partial) == .sms)
        #expect(kind(.with(.sms, reaches: false), attestation: .failed) == .sms)
        var drive = Drive(.found(.with(.push, .sms, reaches: true)), attestation: .failed)
        drive.keys("1")
        drive.take(.admitted(true))
        drive.take(.pushSent(.sent(push, number: 7)))
        #expect(drive.prompt?.values["text"] == .flag(false))
        drive.keys("1")
        #expect(drive.says(.pushWait))
    }

    @Test("A locked person is treated as one we cannot verify, and nothing is sent")
    func locked() {
        var drive = Drive(.found(.with(.push, .sms)))
        drive.keys("1")
        drive.take(.admitted(false))
        #expect(drive.says(.agent, "unverifiable"))
        #expect(drive.effects.contains(.note(.lockedOut)))
    }

    @Test(
        "StirVerstat is read as Twilio writes it",
        arguments: [
            ("TN-Validation-Passed-A", Attestation.full), ("TN-Validation-Passed-B", .partial),
            ("TN-Validation-Passed-C", .gateway),
            ("TN-Validation-Passed-A-Diverted", .gateway), ("TN-Validation-Failed", .failed),
            ("TN-Validation-Failed-A", .failed),
            ("TN-Validation-Failed-B-Diverted", .failed), ("No-TN-Validation", .none), ("", .none), ("NULL", .none),
            ("nonsense", .none),
        ])
    func attestation(text: String, expected: Attestation) {
        #expect(Attestation(stirVerstat: text) == expected)
    }
}

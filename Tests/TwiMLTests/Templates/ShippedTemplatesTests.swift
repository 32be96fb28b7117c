import CallFlow
import CustomDump
import Foundation
import TestSupport
import Testing

@testable import TwiML

@Suite("The templates that ship")
struct ShippedTemplatesTests {
    private static let all = Shipped.languages.flatMap { language in
        CallFlow.Step.allCases.map { (language, $0) }
    }

    @Test("They load without a fault or a warning")
    func load() throws {
        let library = try Shipped.templates.get()
        expectNoDifference(library.warnings.map(\.description), [])
        #expect(library.languages == Shipped.languages.sorted())
    }

    @Test("They load also where the contract does not say what may be missing")
    func loadLoosely() throws {
        let contracts = Shipped.contracts.map { contract in
            TemplateContract(
                name: contract.name,
                values: contract.values.map {
                    TemplateValueDescription(
                        name: $0.name, sample: $0.sample, isRequired: $0.isRequired, meaning: $0.meaning)
                }, use: contract.use)
        }
        #expect(try Shipped.load(contracts).warnings.isEmpty)
    }

    @Test("Every language renders every step as it did", arguments: all)
    func goldens(_ language: String, _ step: CallFlow.Step) throws {
        let library = try Shipped.templates.get()
        let document = try library.render(
            step.rawValue, language: language, values: try #require(library.samples(of: step)))
        let file = Place.goldens.appending(path: "\(language)/\(step.rawValue).xml")
        expectNoDifference(document + "\n", try Golden.text(for: document + "\n", at: file))
    }

    @Test("Every value of the catalogue changes what is heard", arguments: all)
    func everyFlagCounts(_ language: String, _ step: CallFlow.Step) throws {
        let plain = try Shipped.text(step, language, step == .agent ? ["number": .text("+15555550199")] : [:])
        for value in StepCatalogue.values(of: step) {
            guard case .flag = value.sample else { continue }
            var values: [String: TemplateValue] = [value.name: .flag(true)]
            if step == .agent { values["number"] = .text("+15555550199") }
            if value.name == "number" { values["digits"] = .list(["7", "2"]) }
            #expect(try Shipped.text(step, language, values) != plain, "\(value.name)")
        }
    }

    @Test("Every document keeps the call alive or ends it on purpose", arguments: all)
    func ends(_ language: String, _ step: CallFlow.Step) throws {
        #expect(try Shipped.render(step, language).endsOnPurpose)
    }

    @Test("Every Gather and Redirect posts, and every voice speaks its language", arguments: all)
    func attributes(_ language: String, _ step: CallFlow.Step) throws {
        let document = try Shipped.render(step, language)
        for name in ["Gather", "Redirect"] {
            if let verb = document.first(name) { #expect(verb["method"] == "POST") }
        }
        let says = document.root.children.flatMap { [$0] + $0.children }.filter { $0.name == "Say" }
        #expect(!says.isEmpty)
        for say in says where step != .languages {
            #expect(say["language"] == language)
            #expect(say["voice"]?.hasSuffix("-Neural") == true)
        }
    }

    @Test("Each language offers itself in its own voice", arguments: Shipped.languages)
    func languages(_ language: String) throws {
        let gather = try #require(try Shipped.render(.languages, language).first("Gather"))
        #expect(gather.children.prefix(4).map { $0["language"] } == ["en-US", "es-US", "fr-FR", "de-DE"])
        #expect(Set(gather.children.prefix(4).map { $0["voice"] }).count == 4)
        #expect(["English", "español", "français", "Deutsch"].allSatisfy(gather.text.contains))
    }

    @Test(
        "The ways in which a push fails sound different, and so do the ways to say goodbye",
        arguments: Shipped.languages)
    func differences(_ language: String) throws {
        let failures = ["rejected", "timedOut", "cancelled", "failed"]
        #expect(Set(try failures.map { try Shipped.text(.pushFailed, language, [$0: .flag(true)]) }).count == 4)
        let causes = ["silence", "attempts", "done", "tooLong"]
        #expect(Set(try causes.map { try Shipped.text(.goodbye, language, [$0: .flag(true)]) }).count == 4)
        let reasons = ["unverifiable", "trouble", "verified"]
        #expect(Set(try reasons.map { try Shipped.text(.agent, language, [$0: .flag(true)]) }).count == 3)
    }

    @Test("The number to tap is spoken twice, digit by digit", arguments: Shipped.languages)
    func number(_ language: String) throws {
        let values: [String: TemplateValue] = ["number": .flag(true), "digits": .list(["7", "2"])]
        let words = try Shipped.render(.push, language, values).words
        #expect(words.ranges(of: "7 2").count == 2)
        #expect(try Shipped.render(.pushWait, language, values).words.contains("7 2"))
        #expect(try !Shipped.text(.push, language).contains("7"))
    }

    @Test(
        "Waiting for a push listens for one key and comes round by itself", arguments: [CallFlow.Step.push, .pushWait])
    func waiting(_ step: CallFlow.Step) throws {
        let document = try Shipped.render(step, "en-US", ["text": .flag(true)])
        let gather = try #require(document.first("Gather"))
        #expect(gather["input"] == "dtmf")
        #expect(gather["numDigits"] == "1")
        #expect(gather["actionOnEmptyResult"] == nil)
        #expect(document.root.children.last?.text == "https://ivr.example.com/ivr/step/1/again")
        #expect(document.words.contains("press 1"))
    }

    @Test("Codes are typed, and spoken only after an empty entry", arguments: [CallFlow.Step.code, .totp])
    func codes(_ step: CallFlow.Step) throws {
        let typed = try #require(try Shipped.render(step).first("Gather"))
        #expect(typed["input"] == "dtmf")
        #expect(typed["numDigits"] == "6")
        #expect(typed["finishOnKey"] == "#")
        #expect(typed["actionOnEmptyResult"] == "true")
        let spoken = try #require(try Shipped.render(step, "en-US", ["speech": .flag(true)]).first("Gather"))
        #expect(spoken["input"] == "dtmf speech")
    }

    @Test("A transfer goes to a number, to SIP or to a workflow")
    func transfer() throws {
        let number = try Shipped.render(.agent, "en-US", ["number": .text("+15555550199")])
        #expect(number.first("Number")?.text == "+15555550199")
        #expect(number.first("Dial")?["action"] == "https://ivr.example.com/ivr/step/1")
        let address = "sip:agents@example.com?X-Voicegate-Token=a.b&X=1"
        let sip = try Shipped.render(.agent, "en-US", ["sip": .text(address)])
        #expect(sip.first("Sip")?.text == address)
        let sid = "WW0123456789abcdef0123456789abcdef"
        let task = #"{"language":"en-US","voicegate_token":"a.b-c_d"}"#
        let workflow = try Shipped.render(.agent, "en-US", ["workflow": .text(sid), "task": .text(task)])
        #expect(workflow.first("Enqueue")?["workflowSid"] == sid)
        #expect(workflow.first("Task")?.text == task)
        #expect(try Shipped.render(.agent).root.children.last?.name == "Hangup")
    }

    @Test("A balance is told with what is known of it")
    func balance() throws {
        func words(_ values: [String: TemplateValue]) throws -> String {
            try Shipped.render(.account, "en-US", values.merging(["asked": .flag(true)]) { _, new in new }).words
        }
        let nothing = "no details on file"
        #expect(try words([:]).contains(nothing))
        #expect(try words(["balance": .text(""), "due": .text("")]).contains(nothing))
        let both = try words(["balance": .text("$200.00"), "due": .text("May 8, 2026")])
        #expect(both.contains("$200.00") && both.contains("May 8, 2026") && !both.contains(nothing))
        #expect(try !words(["due": .text("May 8, 2026")]).contains(nothing))
    }
}

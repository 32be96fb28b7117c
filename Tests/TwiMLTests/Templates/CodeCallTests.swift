import CustomDump
import Foundation
import TestSupport
import Testing

@testable import TwiML

@Suite("Calls that bring a code")
struct CodeCallTests {
    private static let digits = ["4", "0", "7", "1", "9", "3"]
    private static let action = "https://ivr.example.com/code-call?event=e1"

    private func text(
        _ language: String, digits: [String] = digits, customer: String = "ACME", once: Bool = false
    ) throws -> String {
        try Shipped.templates.get().render(
            "code-call", language: language,
            values: [
                "customer": .text(customer), "action": .text(Self.action), "digits": .list(digits), "once": .flag(once),
            ])
    }

    @Test("Every language renders them as it did", arguments: Shipped.languages, TemplateContract.codeCalls.map(\.name))
    func goldens(_ language: String, _ name: String) throws {
        let document: String
        if name == "code-call" {
            document = try text(language)
        } else {
            document = try Shipped.templates.get().render(name, language: language, values: [:])
        }
        let file = Place.goldens.appending(path: "\(language)/\(name).xml")
        expectNoDifference(document + "\n", try Golden.text(for: document + "\n", at: file))
    }

    @Test("The whole message is heard three times, digit by digit with pauses", arguments: Shipped.languages)
    func threeTimes(_ language: String) throws {
        let document = try TwiMLDocument(text(language))
        #expect(document.words.ranges(of: "4, 0, 7, 1, 9, 3,").count == 3)
        #expect(document.words.ranges(of: "ACME").count == 3)
        let say = try #require(document.first("Gather")?.first("Say"))
        #expect(say.children.count { $0.name == "break" && $0["time"] == "700ms" } == 3 * 7)
    }

    @Test("One key is listened for all the while, and the code stands in no URL", arguments: Shipped.languages)
    func keys(_ language: String) throws {
        let document = try TwiMLDocument(text(language))
        let gather = try #require(document.first("Gather"))
        #expect(gather["numDigits"] == "1" && gather["method"] == "POST" && gather["action"] == Self.action)
        #expect(gather.children.map(\.name) == ["Say"])
        #expect(document.words.ranges(of: "9.").count == 3)
        #expect(document.endsOnPurpose)
    }

    @Test("For another provider's voice it is said once and names no key", arguments: Shipped.languages)
    func once(_ language: String) throws {
        let document = try TwiMLDocument(text(language, once: true))
        #expect(document.words.ranges(of: "4, 0, 7, 1, 9, 3,").count == 1)
        #expect(document.first("Gather") == nil && !document.words.contains("9."))
    }

    @Test("Twilio takes it also with a long code and a long name", arguments: Shipped.languages)
    func length(_ language: String) throws {
        let long = try text(
            language, digits: Array("0123456789").map(String.init), customer: String(repeating: "Ä", count: 100))
        #expect(long.count <= 3500)
    }

    @Test("Who did not ask for it is thanked, and the call ends", arguments: Shipped.languages)
    func unwanted(_ language: String) throws {
        let document = try TwiMLDocument(
            Shipped.templates.get().render("code-call-unwanted", language: language, values: [:]))
        #expect(document.root.children.map(\.name) == ["Say", "Hangup"])
        #expect(document.first("Say")?["language"] == language)
    }
}

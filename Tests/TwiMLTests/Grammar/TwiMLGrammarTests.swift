import Foundation
import Testing

@testable import TwiML

@Suite("The tables of TwiML")
struct TwiMLGrammarTests {
    private struct Entry: Decodable {
        let attributes: [String]
        let children: [String]
    }

    private static let isThere = FileManager.default.fileExists(atPath: Place.contract.path)

    /// The contract names attributes as Twilio's libraries for programmers do.
    private static let spellings = [
        "interpretAs": "interpret-as", "xmlLang": "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang": "xml:lang",
    ]

    /// Left out on purpose: templates of calls need none of it.
    private static let leftOut: Set<String> = [
        "Connect", "Echo", "Pay", "Prompt", "Queue", "Refer", "Sms", "Start", "Stop", "Application", "Sim", "WhatsApp",
    ]

    @Test(
        "Elements, attributes and nesting are those of the contract",
        .enabled(if: isThere, "left out: ../shared/contracts/twiml.json is not there"),
        arguments: [("voice", TwiMLGrammar.voice), ("messaging", TwiMLGrammar.messaging)])
    func contract(_ part: String, _ grammar: TwiMLGrammar) throws {
        let data = try Data(contentsOf: Place.contract)
        let contract = try #require(JSONDecoder().decode([String: [String: Entry]].self, from: data)[part])
        for (name, element) in grammar.elements {
            let entry = try #require(contract[name], "<\(name)> is not in the contract")
            let attributes = Set(entry.attributes.map { Self.spellings[$0] ?? $0 })
            #expect(Set(element.attributes.keys) == attributes, "<\(name)>")
            #expect(element.children.isSubset(of: entry.children), "<\(name)>")
            #expect(Set(entry.children).subtracting(element.children).isSubset(of: Self.leftOut), "<\(name)>")
        }
    }

    @Test("Every child that an element may have is described, and every required attribute exists")
    func closed() {
        for grammar in [TwiMLGrammar.voice, .messaging] {
            for (name, element) in grammar.elements {
                #expect(element.children.allSatisfy { grammar.elements[$0] != nil }, "<\(name)>")
                #expect(element.required.allSatisfy { element.attributes[$0] != nil }, "<\(name)>")
            }
        }
    }

    @Test(
        "Values are told from what is none",
        arguments: [
            (TwiMLValueRule.boolean, ["true", "false"], ["yes", "", "TRUE"]),
            (.number(from: 1), ["1", "60"], ["0", "-1", "1.5", "", "auto", "+1"]),
            (.numberOrAuto(from: 1), ["auto", "3"], ["0", "Auto"]),
            (.oneOf(["GET", "POST"]), ["GET"], ["get", ""]),
            (.someOf(["a", "b"]), ["a", "b a"], ["", "c", "a a"]),
            (.url, ["/next", "https://a.example/?b=c&d=é"], ["", "a b"]),
            (.key, ["", "#", "*", "5"], ["##", "a"]),
            (.keys, ["", "1234567890*#"], ["a"]),
            (.tones, ["ww12#"], ["", "x"]),
            (.languageTag, ["en-US", "es-419", "cmn-Hans-CN"], ["english", "en_US", "", "e", "en-"]),
            (
                .voice, ["man", "woman", "Polly.Joanna-Neural", "Google.de-DE-Neural2-A"],
                ["Joanna", "Polly.", ".x", "", " Polly.Vicki"]
            ),
            (.hints, ["", "a, b"], [String(repeating: "x", count: 101), String(repeating: "a,", count: 501)]),
            (.duration, ["500ms", "1.5s"], ["1", "s", "ms", "1 s", "1..5s"]),
            (
                .sid("WW"), ["WW0123456789abcdef0123456789ABCDEF"],
                ["WW", "AC0123456789abcdef0123456789abcdef", "WWg123456789abcdef0123456789abcdef"]
            ),
            (.phoneNumber, ["+15555550199", "(555) 555-0199"], ["", "12", "+1555x", "+1234567890123456"]),
            (.sip, ["sip:a@example.com", "sips:a@example.com?X-A=b"], ["a@example.com", "sip: a"]),
            (.json, ["{}", "{\"a\":1}"], ["", "[]", "a"]),
            (.filled, ["a"], ["", " \n"]),
            (.any, [""], []),
        ])
    func values(_ rule: TwiMLValueRule, _ good: [String], _ bad: [String]) {
        for value in good { #expect(rule.objection(to: value) == nil, "\(value)") }
        for value in bad { #expect(rule.objection(to: value) != nil, "\(value)") }
    }
}

import CompanyNumbers
import CustomDump
import Foundation
import TestSupport
import Testing

@testable import TwiML

@Suite("The templates of forwarding that ship")
struct ForwardingTemplatesTests {
    private static let all = Shipped.languages.flatMap { language in
        ForwardingTemplate.allCases.map { (language, $0) }
    }

    private func text(
        _ template: ForwardingTemplate, _ language: String, _ values: [String: TemplateValue]
    ) throws -> String {
        let texts = template.contract.samples.filter { $0.value.kind == .text }
        return try Shipped.templates.get().render(
            template.rawValue, language: language, values: texts.merging(values) { $1 })
    }

    @Test("Every language renders each of them as it did", arguments: all)
    func goldens(_ language: String, _ template: ForwardingTemplate) throws {
        let document = try text(template, language, template.contract.samples)
        let file = Place.goldens.appending(path: "\(language)/\(template.rawValue).xml")
        expectNoDifference(document + "\n", try Golden.text(for: document + "\n", at: file))
    }

    @Test("Every flag changes what is heard or read", arguments: all)
    func flags(_ language: String, _ template: ForwardingTemplate) throws {
        let plain = try text(template, language, [:])
        for value in template.contract.values where value.sample.kind == .flag {
            #expect(try text(template, language, [value.name: .flag(true)]) != plain, "\(value.name)")
        }
    }

    @Test("Texts fit into one message, whatever they say", arguments: all)
    func lengths(_ language: String, _ template: ForwardingTemplate) throws {
        guard template.contract.use == .message else { return }
        let document = try TwiMLDocument(try text(template, language, template.contract.samples))
        #expect(document.words.utf16.count <= 1600)
        #expect(TwiMLChecker.faults(in: try text(template, language, [:]), grammar: .messaging).isEmpty)
    }

    @Test("What a caller hears speaks its language", arguments: all)
    func voices(_ language: String, _ template: ForwardingTemplate) throws {
        guard template.contract.use == .call else { return }
        let document = try TwiMLDocument(try text(template, language, [:]))
        let say = try #require(document.first("Say"))
        #expect(say["language"] == language)
        #expect(say["voice"]?.hasSuffix("-Neural") == true)
    }

    @Test("A template that answers a message may not speak")
    func grammar() throws {
        let contract = TemplateContract(name: "step", values: [], use: .message)
        let fixture = try TemplateFixture(["en-US/step.xml": "<Response><Say>hello</Say></Response>"])
        defer { fixture.remove() }
        #expect(throws: TemplateFaults.self) { try fixture.load([contract]) }
        let messages = try TemplateFixture(["en-US/step.xml": "<Response><Message>hello</Message></Response>"])
        defer { messages.remove() }
        #expect(try messages.load([contract]).warnings.isEmpty)
    }
}

@Suite("Documents that send messages")
struct MessagingDocumentTests {
    @Test("Whatever is written stays what it is")
    func escaping() throws {
        let body = "<Message>&amp; \"quoted\" 'single' ñ 👋\n]]> \u{1}"
        let text = MessagingDocument.write([
            .init(to: "+15555550001", from: "+15555550101", body: body, media: ["https://api.twilio.com/a?b&c"]),
            .init(
                to: "+15555550001", from: "+15555550101", body: "", media: ["https://api.twilio.com/d"],
                statusCallback: "https://ivr.example.com/s?a&b"),
        ])
        #expect(TwiMLChecker.faults(in: text, grammar: .messaging).isEmpty)
        let messages = try TwiMLDocument(text).root.children
        #expect(
            messages[0].children.map(\.text) == [body.replacing("\u{1}", with: ""), "https://api.twilio.com/a?b&c"])
        #expect(messages[1].children.map(\.name) == ["Media"])
        #expect(messages.map { $0["statusCallback"] } == [nil, "https://ivr.example.com/s?a&b"])
        #expect(TwiMLChecker.faults(in: MessagingDocument.write([]), grammar: .messaging).isEmpty)
    }
}

import Foundation
import Testing

@testable import TwiML

@Suite("Broken templates")
struct TemplateFaultTests {
    @Test(
        "A broken template is named with its line and its mend",
        arguments: [
            ("<Say>{{custmer}}</Say>", 4, "no value `custmer`", "did you mean customer?"),
            ("<Say>{{elephant}}</Say>", 4, "no value `elephant`", "it knows action, customer"),
            ("<Say>{{#bussy}}x{{/bussy}}</Say>", 4, "no value `bussy`", "did you mean busy?"),
            ("<Say>\n{{{customer}}}</Say>", 5, "a raw tag", "write {{customer}}"),
            ("<Say>\n\n{{& customer}}</Say>", 6, "a raw tag", "write {{customer}}"),
            ("<Say>{{customer}</Say>", 4, "{{ without }}", "{{name}}"),
            ("<Say>{{cust omer}}</Say>", 4, "is no name", "letters"),
            ("<Say>{{}}</Say>", 4, "a tag without a name", "letters"),
            ("<Say>{{upper(customer)}}</Say>", 4, "is no name", "letters"),
            ("<Say>{{=<% %>=}}</Say>", 4, "is not used here", "{{value}}"),
            ("<Say>{{% CONTENT_TYPE:TEXT}}</Say>", 4, "is not used here", "{{value}}"),
            ("<Say>{{$block}}x{{/block}}</Say>", 4, "is not used here", "{{value}}"),
            ("<Say>\n{{#busy}}x\n</Say>", 5, "`busy` is not closed", "write {{/busy}}"),
            ("<Say>x\n{{/busy}}</Say>", 5, "{{/busy}} closes nothing", "remove it"),
            ("<Say>{{#busy}}\n{{#digits}}\nx{{/busy}}</Say>", 5, "`digits` is not closed", "write {{/digits}}"),
            ("<Say>{{busy}}</Say>", 4, "`busy` is a flag", "{{#busy}}"),
            ("<Say>{{digits}}</Say>", 4, "`digits` is a list", "{{#digits}} {{.}}"),
            ("<Say>{{.}}</Say>", 4, "stands in no list", "{{#list}}"),
            ("<Say>{{^digits}}{{.}}{{/digits}}</Say>", 4, "stands in no list", "{{#list}}"),
            ("<Say>{{#.}}x{{/.}}</Say>", 4, "cannot be named .", "{{.}}"),
            ("<Say>{{balance}}</Say>", 4, "`balance` may be missing", "{{#balance}}"),
            ("<Say>{{^balance}}{{balance}}{{/balance}}</Say>", 4, "`balance` may be missing", "{{#balance}}"),
            ("<Say>{{#customer}}a{{/customer}} {{customer}}</Say>", nil, "`customer` may be missing", "{{#customer}}"),
            ("<Say voice=\"{{> _vioce}}\">x</Say>", 4, "there is no part _vioce", "did you mean _voice?"),
            ("<Say>{{> _elephant}}</Say>", 4, "there is no part _elephant", "write en-US/_elephant.xml"),
            ("<Say>{{> it-IT/_voice}}</Say>", 4, "there is no part it-IT/_voice", "write it-IT/_voice.xml"),
            ("<Say>{{> step}}</Say>", 4, "includes no part", "begin with _"),
            ("<Say>{{> ../../_voice}}</Say>", 4, "includes no part", "begin with _"),
            ("<Say>{{> *_voice}}</Say>", 4, "includes no part", "begin with _"),
            ("{{> _round}}", 1, "_round includes itself", "take the {{> _round}} out"),
            ("<Sai>x</Sai>", 4, "<Sai> is not known", "did you mean Say?"),
            ("<Say>x</Say>\n<Hangup/>", 5, "<Hangup> may not stand in <Gather>", "Pause, Play, Say"),
            ("<Say>\nx</Say>\n\n<Say lang=\"en\">x</Say>", 7, "no attribute `lang`", "did you mean"),
            ("<Say>x</Say>\n{{#busy}}\n<Pause length=\"long\"/>\n{{/busy}}", 6, "`length` of <Pause>", "whole number"),
            ("{{#busy}}\n<Say>x\n{{/busy}}", 5, "<Say> is not closed before </Gather>", "write </Say>"),
            ("<Say>x & y</Say>", 4, "& begins no reference", "&amp;"),
            ("<Say {{customer}}>x</Say>", 4, "`A` has no value", "write A="),
            ("<Say voice={{customer}}>x</Say>", 4, "not in quotes", "voice="),
            ("<Say>x</Say><!-- {{customer}} -->", 4, "a value stands where it could break", "{{! … }}"),
            (
                "<Say>x</Say>{{^busy}}<!-- {{customer}} -->{{/busy}}", 4, "a value stands where it could break",
                "{{! … }}"
            ),
            ("<Say>{{> _bad}}</Say>", 2, "<Emphasis> is not known", "did you mean emphasis?"),
            ("<Say voice=\"{{> _typo}}\">x</Say>", 1, "`voice` of <Say> is \"Joanna\"", "Polly.Joanna-Neural"),
        ] as [(String, Int?, String, String)])
    func broken(_ inside: String, _ line: Int?, _ message: String, _ mend: String) throws {
        let parts = [
            "en-US/_voice.xml": "Polly.Joanna-Neural\n", "en-US/_round.xml": "{{> _round}}",
            "en-US/_typo.xml": "Joanna",
            "en-US/_bad.xml": "a\n<Emphasis>b</Emphasis>\n",
        ]
        let findings = try TemplateFixture.findings(TemplateFixture.step(inside), with: parts)
        let fault = try #require(findings.first { $0.message.contains(message) }, "\(findings)")
        #expect(fault.severity == .fault)
        #expect(fault.line == line, "\(fault)")
        #expect(fault.mend.contains(mend), "\(fault)")
        let part = try? #/_(round|bad|typo)/#.firstMatch(in: inside)
        #expect(fault.file == (part.map { "en-US/\($0.0).xml" } ?? "en-US/step.xml"))
        #expect(findings.count == 1, "one mistake, one fault: \(findings)")
    }

    @Test(
        "What works but is hardly meant so is a warning",
        arguments: [
            (TemplateFixture.step("<Say>{customer}}</Say>"), 4, "a } without its {"),
            (TemplateFixture.step("<Say>{{#busy}}x{{/busy}}</Say>"), 4, "<Say> says nothing"),
            ("<Response>\n<Redirect>{{action}}</Redirect>\n<Hangup/>\n</Response>", 3, "<Hangup> is never reached"),
            ("<Response>\n<Gather action=\"{{action}}\"/>\n</Response>", nil, "the call ends when this document does"),
        ] as [(String, Int?, String)])
    func warnings(_ step: String, _ line: Int?, _ message: String) throws {
        let findings = try TemplateFixture.findings(step)
        #expect(findings.count == 1, "\(findings)")
        #expect(findings.first?.severity == .warning)
        #expect(findings.first?.line == line)
        #expect(findings.first?.message.contains(message) == true, "\(findings)")
    }

    @Test("A required value that is not used is a fault with its meaning")
    func unused() throws {
        let findings = try TemplateFixture.findings("<Response><Hangup/></Response>")
        #expect(findings.map(\.description) == ["en-US/step.xml: `action` is not used (use {{action}}: where keys go)"])
    }

    @Test(
        "What is no TwiML is told as such, with its line, and not by the values that it does not use",
        arguments: [
            ("<Response><Say>hi</Response>", 1, "<Say> is not closed before </Response>", "write </Say>"),
            ("<Response>\n<Speak>hi</Speak>\n</Response>", 2, "<Speak> is not known", "<Response> may hold"),
            ("just words", 1, "the document does not begin with <Response>", "nothing may stand before it"),
            ("", 1, "the document does not begin with <Response>", "nothing may stand before it"),
            ("\n \n", 1, "the document does not begin with <Response>", "nothing may stand before it"),
            ("\u{1}\u{2}\u{7F}\u{3}", 1, "the document does not begin with <Response>", "nothing may stand before it"),
        ] as [(String, Int?, String, String)])
    func noTwiML(_ text: String, _ line: Int?, _ message: String, _ mend: String) throws {
        let findings = try TemplateFixture.findings(text)
        let fault = try #require(findings.first)
        #expect(findings.count == 1, "\(findings)")
        #expect(fault.file == "en-US/step.xml" && fault.line == line, "\(findings)")
        #expect(fault.message.contains(message) && fault.mend.contains(mend), "\(findings)")
    }

    @Test("A < at the end of a part is found in the part, not where the template goes on", arguments: ["<", "</"])
    func endOfPart(_ end: String) throws {
        let findings = try TemplateFixture.findings(
            TemplateFixture.step("<Say>\n{{> _notices}}\n{{#busy}}x{{/busy}}\n</Say>"),
            with: ["en-US/_notices.xml": "{{! Notices. }}\nSorry.\(end)\n"])
        #expect(findings.map(\.file) == ["en-US/_notices.xml"], "\(findings)")
        #expect(findings.first?.line == 2)
    }

    @Test("All faults of all files come at once, sorted")
    func allAtOnce() throws {
        let fixture = try TemplateFixture([
            "en-US/step.xml": TemplateFixture.step("<Say>{{a}}\n{{{b}}}</Say>"), "de-DE/other.xml": "<Response/>",
            "de-DE/stepp.xml": "<Response/>", "de-DE/step.xml": "<Response>{{action}</Response>", "step.xml": "",
            "pt_BR/step.xml": "",
            "en-US/.step.xml.swp": "", "README.md": "", "fr-FR/_voice.xml": "",
        ])
        defer { fixture.remove() }
        let error = try #require(throws: TemplateFaults.self) { try fixture.load(required: ["en-US", "es-US"]) }
        #expect(
            error.faults.map { "\($0.severity) \($0.description)" } == [
                "warning de-DE/other.xml: no template has this name, and is not used (templates are step)",
                "fault de-DE/step.xml:1: {{ without }} (tags are written {{name}})",
                "warning de-DE/stepp.xml: no template has this name, and is not used (did you mean step.xml?)",
                "fault en-US/step.xml:4: `step` has no value `a` (it knows action, customer, busy, digits, balance)",
                "fault en-US/step.xml:5: a raw tag: what b holds could break the document (write {{b}})",
                "fault es-US: there are no templates in this language (did you mean en-US?)",
                "fault fr-FR: this language has no templates (write them, or remove the folder)",
                "warning pt_BR: this folder is no language, and is not used (rename it to pt-BR)",
                "warning step.xml: this file belongs to no language, and is not used (move it to LANGUAGE/step.xml)",
            ])
    }

    @Test("A missing folder, a missing step and a file that is no text are named")
    func missing() throws {
        let error = #expect(throws: TemplateFaults.self) {
            try TemplateLibrary.load(
                directory: "/nowhere/templates", contracts: [TemplateFixture.contract], requiredLanguages: ["en-US"])
        }
        #expect(
            error?.description
                == "/nowhere/templates: there is no such folder of templates (set TEMPLATES_DIR to the folder)")
        let fixture = try TemplateFixture(["en-US/step.xml": TemplateFixture.step("<Say>Hi</Say>")])
        defer { fixture.remove() }
        let other = TemplateContract(name: "other", values: [])
        let second = #expect(throws: TemplateFaults.self) { try fixture.load([TemplateFixture.contract, other]) }
        #expect(second?.faults.map(\.file) == ["en-US/other.xml"])
        try Data([0xFF, 0xFE, 0x00]).write(to: URL(filePath: fixture.directory + "/en-US/other.xml"))
        let third = #expect(throws: TemplateFaults.self) { try fixture.load([TemplateFixture.contract, other]) }
        #expect(third?.description == "en-US/other.xml: is not UTF-8 (save it as UTF-8)")
    }

    @Test("A folder without languages is a fault, even where none is required")
    func empty() throws {
        let fixture = try TemplateFixture([:])
        defer { fixture.remove() }
        let error = #expect(throws: TemplateFaults.self) { try fixture.load(required: []) }
        #expect(error?.faults.count == 1)
    }
}

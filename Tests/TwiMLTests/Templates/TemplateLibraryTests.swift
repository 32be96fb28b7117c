import CallFlow
import Testing

@testable import TwiML

@Suite("Rendering")
struct TemplateLibraryTests {
    @Test(
        "Wishes for a language find the one that fits",
        arguments: [
            ("en-US", "en-US"), ("EN-US", "en-US"), ("en_US", "en-US"), ("en", "en-US"), ("es-ES", "es-US"),
            ("ES_es", "es-US"),
            ("de", "de-DE"), ("de_AT.UTF-8", "de-DE"), ("fr-CA", "fr-FR"), (" fr ", "fr-FR"), ("it", nil), ("", nil),
            (nil, nil),
            ("e", nil), ("english", nil), ("-", nil), ("zz,fr_FR;q=0.001", "fr-FR"),
            ("it, de;q=0.3, es;q=0.8", "es-US"),
            ("de;q=0, en ; q=0.1", "en-US"), ("*, x", nil), (",;,", nil), ("de;q=x,es", "de-DE"),
        ] as [(String?, String?)])
    func languages(_ wish: String?, _ expected: String?) throws {
        #expect(try Shipped.templates.get().language(matching: wish) == expected)
    }

    @Test("Of several languages for a wish the required one is preferred")
    func preference() throws {
        let step = TemplateFixture.step("<Say>Hi</Say>")
        let fixture = try TemplateFixture(["en-GB/step.xml": step, "en-US/step.xml": step])
        defer { fixture.remove() }
        #expect(try fixture.load(required: ["en-US"]).language(matching: "en") == "en-US")
        #expect(try fixture.load(required: ["EN_us"]).language(matching: "en-AU") == "en-US")
        #expect(try fixture.load(required: []).language(matching: "en") == "en-GB")
    }

    @Test("What nobody wrote is refused")
    func errors() throws {
        let library = try Shipped.templates.get()
        func error(_ name: String, _ language: String, _ values: [String: TemplateValue]) -> RenderError? {
            do throws(RenderError) {
                _ = try library.render(name, language: language, values: values)
                return nil
            } catch {
                return error
            }
        }
        #expect(error("menus", "en-US", [:]) == .unknownTemplate("menus"))
        #expect(error("menu", "it-IT", [:]) == .unknownLanguage("it-IT"))
        #expect(error("menu", "en-US", ["bussy": .flag(true)]) == .unknownValue("bussy", template: "menu"))
        #expect(error("menu", "en-US", ["busy": .text("yes")]) == .wrongKind("busy", template: "menu"))
        #expect(error("menu", "en-US", [:]) == .missingValue("action", template: "menu"))
        #expect(error("goodbye", "en-US", [:]) == nil)
    }

    @Test("Values cannot break a document, whatever they hold", arguments: CallFlow.Step.allCases)
    func hostile(_ step: CallFlow.Step) throws {
        let library = try Shipped.templates.get()
        let lone = String(decoding: [0xD800, 0x41] as [UInt16], as: UTF16.self)
        let texts = [
            "\"/><Hangup/>", "'", "</Say></Response>", "<\u{301}Say>", "&amp;&lt;", "]]>", "<!-- -->",
            "\u{0}\u{8}\u{FFFF}",
            "{{customer}} {{{action}}}", "👩‍👩‍👧 é", lone, "\r\n\t", "",
        ]
        for text in texts {
            var values = try #require(library.samples(of: step))
            let shape = try TwiMLDocument(library.render(step.rawValue, language: "en-US", values: values)).root.outline
            for (name, value) in values {
                switch value {
                case .text: values[name] = .text("x" + text)
                case .list: values[name] = .list(["x" + text, text])
                case .flag: break
                }
            }
            let document = try library.render(step.rawValue, language: "en-US", values: values)
            #expect(document.hasPrefix("<?xml"))
            #expect(try TwiMLDocument(document).root.outline == shape)
        }
    }

    @Test("A value is heard as it was given")
    func verbatim() throws {
        let name = "Tom & Jerry's <\"Best\"> \u{301}"
        let words = try Shipped.render(.menu, "en-US", ["first": .flag(true), "customer": .text(name)]).root.text
        #expect(words.contains("Welcome to \(name)."))
    }

    @Test("The document begins at its first byte, also after a comment of the template")
    func firstByte() throws {
        let fixture = try TemplateFixture([
            "en-US/step.xml": "\u{FEFF}\r\n{{! A comment }}\r\n{{#busy}}{{/busy}}\r\n  "
                + TemplateFixture.step("<Say>Hi</Say>").dropFirst(39)
        ])
        defer { fixture.remove() }
        let text = try fixture.load().render("step", language: "en-US", values: ["action": .text("/next")])
        #expect(text.hasPrefix("<Response>"))
    }

    @Test("Parts may include parts, of other languages too, and stand in the middle of a line")
    func parts() throws {
        let fixture = try TemplateFixture([
            "en-US/step.xml": TemplateFixture.step("{{> de-DE/_hello}}<Say voice=\"{{> _voice}}\">{{> _digits}}</Say>"),
            "en-US/_voice.xml": "{{! Who speaks }}\n\nPolly.Joanna\n\n",
            "en-US/_digits.xml": "{{#digits}}{{.}}, {{/digits}}",
            "de-DE/step.xml": TemplateFixture.step("{{> _hello}}"),
            "de-DE/_hello.xml": "<Say voice=\"{{> _voice}}\">{{customer}}</Say>\n",
            "de-DE/_voice.xml": "Polly.Vicki",
        ])
        defer { fixture.remove() }
        let values: [String: TemplateValue] = [
            "action": .text("/next"), "customer": .text("A & B"), "digits": .list(["7", "2"]),
        ]
        let text = try fixture.load().render("step", language: "en-US", values: values)
        #expect(text.contains(#"<Say voice="Polly.Vicki">A &amp; B</Say><Say voice="Polly.Joanna">7, 2, </Say>"#))
    }
}

extension TwiMLElement {
    /// The names of elements and attributes, without what values decide.
    var outline: String {
        let inner = children.filter { $0.name != "break" }.map(\.outline).joined(separator: ",")
        return "\(name)[\(attributes.map(\.name).joined(separator: " "))](\(inner))"
    }
}

import Foundation
import TwiML
import Testing

@testable import App

@Suite("Documents and addresses for other sides")
struct FallbackDocumentTests {
    private static let templates = URL(filePath: #filePath).appending(path: "../../../../twiml-templates")
        .standardizedFileURL.path

    private func text(_ more: [String: String] = [:], language: String? = nil) throws -> String {
        let settings = try SettingsFixture.load(["TEMPLATES_DIR": Self.templates].merging(more) { $1 })
        return try FallbackDocument.text(settings, language: language)
    }

    @Test(arguments: ["en-US", "es-US", "fr-FR", "de-DE"])
    func `The fallback apologises and connects the agent, and refers to nothing else`(language: String) throws {
        let text = try text(["AGENT_DIAL": "sip:agents@pbx.example.com"], language: language)
        let document = try TwiMLDocument(text)
        #expect(document.root.children.map(\.name) == ["Say", "Dial"])
        #expect(document.root.children[1]["action"] == nil)
        #expect(document.root.children[1].children[0].text == "sip:agents@pbx.example.com")
        #expect(!text.contains("invalid") && !text.contains("ivr"))
        #expect(TwiMLChecker.faults(in: text).isEmpty)
    }

    @Test
    func `A number is dialled; without an agent the call ends in words`() throws {
        #expect(try text(["AGENT_DIAL": "+15551230100"]).contains("<Number>+15551230100</Number>"))
        let alone = try TwiMLDocument(try text())
        #expect(alone.root.children.map(\.name) == ["Say", "Say", "Hangup"])
        #expect(try text(["DEFAULT_LANGUAGE": "de-DE"]).contains("language=\"de-DE\""))
        #expect(throws: TemplatePreviewError.self) { try text(language: "xx") }
    }

    @Test
    func `Reports have addresses with the token, percent-encoded`() throws {
        let settings = try SettingsFixture.load(["PUBLIC_URL": "https://ivr.example.com", "REPORTS_SECRET": "a b+c"])
        #expect(
            try ReportAddresses(settings).entries.map(\.url) == [
                "https://ivr.example.com/delivery-reports/8x8?token=a%20b%2Bc",
                "https://ivr.example.com/delivery-reports/acs?token=a%20b%2Bc",
            ])
        #expect(throws: StartFault.self) { try ReportAddresses(try SettingsFixture.load([:])) }
    }
}

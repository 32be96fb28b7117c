import Foundation
import TwiML
import Web

/// The document for the day when the service is down: hosted elsewhere, and Twilio's fallback URL.
public enum FallbackDocument {
    /// Writes the document: an apology, then the agent where a static document can reach one.
    ///
    /// - Parameters:
    ///   - settings: Where the templates are, and who the agent is.
    ///   - language: A wish such as `es-ES`; the nearest language that has templates is taken, `DEFAULT_LANGUAGE`
    ///     without one.
    /// - Returns: TwiML that refers to nothing else.
    /// - Throws: ``StartFault`` when the templates are broken, ``TemplatePreviewError`` when the language is.
    public static func text(_ settings: Settings, language: String?) throws -> String {
        let library = try VoicegateService.loadTemplates(settings.call)
        let wish = language ?? settings.call.defaultLanguage
        guard let language = library.language(matching: wish) else {
            throw TemplatePreviewError(
                "--language \(wish) has no templates; take one of \(library.languages.joined(separator: ", "))")
        }
        guard let contract = library.contracts.first(where: { $0.name == "agent" }) else {
            throw StartFault(["TEMPLATES_DIR: there is no template agent"])
        }
        var values = contract.samples.filter { _, sample in if case .flag = sample { true } else { false } }
        for name in values.keys { values[name] = .flag(name == "trouble") }
        for description in contract.values where !description.isOptional && values[description.name] == nil {
            values[description.name] = description.sample
        }
        // Where a call goes on once it has ended: nowhere, since nobody would answer.
        values["action"] = .text(nowhere)
        switch settings.agent.destination.map(AgentDestination.init) {
        case .number(let number): values["number"] = .text(number)
        case .sip(let uri): values["sip"] = .text(uri)
        case .workflow, nil: break
        }
        let text = withoutAction(try library.render("agent", language: language, values: values))
        if let fault = TwiMLChecker.faults(in: text).first(where: { $0.severity == .fault }) {
            throw StartFault(["agent.xml cannot be a static document: \(fault)"])
        }
        return text
    }

    private static let nowhere = "https://nowhere.invalid/"

    private static func withoutAction(_ text: String) -> String {
        let lines = text.split(separator: "\n").map { line in
            var line = String(line)
            for quote in ["\"", "'"] {
                let attribute = " action=\(quote)\(nowhere)\(quote)"
                guard line.contains(attribute) else { continue }
                line = line.replacing(attribute, with: "").replacing(" method=\(quote)POST\(quote)", with: "")
            }
            return line
        }
        return lines.filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    }
}

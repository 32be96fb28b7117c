import TwiML
import Web

/// Shows what a template gives for sample values.
public enum TemplatePreview {
    /// Renders a template.
    ///
    /// - Parameters:
    ///   - name: The step, e.g. `menu`.
    ///   - language: A wish such as `es-ES`; the nearest language that has templates is taken.
    ///   - changes: Values to put in the place of samples: texts, `true` and `false`, digits of lists.
    ///   - settings: Where the templates are, and the default language.
    /// - Returns: The TwiML document.
    /// - Throws: ``StartFault`` when the templates are broken, ``TemplatePreviewError`` when the wish is.
    public static func render(
        _ name: String, language: String?, changes: [(name: String, value: String)], settings: CallSettings
    ) throws -> String {
        let library = try VoicegateService.loadTemplates(settings)
        let wish = language ?? settings.defaultLanguage
        guard let language = library.language(matching: wish) else {
            throw TemplatePreviewError(
                "--language \(wish) has no templates; take one of \(library.languages.joined(separator: ", "))")
        }
        guard let contract = library.contracts.first(where: { $0.name == name }) else {
            let names = library.contracts.map(\.name).joined(separator: ", ")
            throw TemplatePreviewError("there is no template \(name); take one of \(names)")
        }
        // Flags are off unless asked for: with all of them on, a menu would say everything at once.
        var values = contract.samples.mapValues { $0 == .flag(true) ? .flag(false) : $0 }
        // Of the destinations one is set at a time.
        if name == "agent" { for choice in ["number", "workflow"] { values[choice] = nil } }
        for change in changes {
            guard let sample = contract.samples[change.name] else {
                let names = contract.values.map(\.name).joined(separator: ", ")
                throw TemplatePreviewError("--set \(change.name) is no value of \(name); it has \(names)")
            }
            values[change.name] = try value(change, like: sample)
        }
        return try library.render(name, language: language, values: values)
    }

    private static func value(_ change: (name: String, value: String), like sample: TemplateValue) throws
        -> TemplateValue
    {
        switch sample {
        case .text: return .text(change.value)
        case .list: return .list(change.value.map(String.init))
        case .flag:
            guard let flag = Bool(change.value) else {
                throw TemplatePreviewError("--set \(change.name) must be true or false")
            }
            return .flag(flag)
        }
    }
}

/// Why there is nothing to show.
public struct TemplatePreviewError: Error, CustomStringConvertible {
    /// What is wrong with the wish, and what there is instead.
    public let description: String

    init(_ description: String) { self.description = description }
}

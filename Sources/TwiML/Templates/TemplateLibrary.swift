/// Checked templates, ready to render.
///
/// Files stand at `LANGUAGE/NAME.xml`; those whose names begin with `_` are parts that others include.
public struct TemplateLibrary: Sendable {
    /// The languages on disk, sorted.
    public let languages: [String]
    /// What was found that works but is hardly meant so.
    public let warnings: [TemplateFault]
    /// What the templates were checked against.
    public let contracts: [TemplateContract]
    /// Languages in the order in which they are preferred where a wish fits several.
    private let preference: [String]
    private let templates: [String: [String: Template]]

    init(
        templates: [String: [String: Template]], contracts: [TemplateContract], requiredLanguages: [String],
        warnings: [TemplateFault]
    ) {
        self.templates = templates
        self.contracts = contracts
        self.warnings = warnings
        languages = templates.keys.sorted()
        preference = requiredLanguages + languages.filter { !requiredLanguages.contains($0) }
    }

    /// Renders a complete document.
    ///
    /// - Parameters:
    ///   - name: The template's name.
    ///   - language: One of ``languages``.
    ///   - values: Values of the contract; flags and lists that are left out count as off and empty.
    /// - Returns: XML that begins at its first byte.
    /// - Throws: ``RenderError``.
    public func render(
        _ name: String, language: String, values: [String: TemplateValue]
    ) throws(RenderError) -> String {
        guard let templates = templates[language] else { throw .unknownLanguage(language) }
        guard let template = templates[name] else { throw .unknownTemplate(name) }
        return try template.render(values)
    }

    /// Finds the language that fits a wish such as `es-ES`, `es` or `ES_es`.
    ///
    /// - Returns: The same tag if there is one, else one of the same language; nil when there is none.
    public func language(matching tag: String?) -> String? {
        tag.flatMap { LanguageTag.match($0, among: preference) }
    }
}

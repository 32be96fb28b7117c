/// Why a template gave no document: a mistake of the program, never of a caller.
public enum RenderError: Error, Sendable, Equatable, CustomStringConvertible {
    case unknownTemplate(String)
    case unknownLanguage(String)
    /// The contract does not know this value.
    case unknownValue(String, template: String)
    /// The contract knows it as another kind: a flag, a text or a list.
    case wrongKind(String, template: String)
    /// The template wants a text that was not given.
    case missingValue(String, template: String)

    /// One sentence, safe for a log: it holds names, no values.
    public var description: String {
        switch self {
        case .unknownTemplate(let name): "there is no template `\(name)`"
        case .unknownLanguage(let tag): "there are no templates in `\(tag)`"
        case .unknownValue(let name, let template): "`\(name)` is no value of template `\(template)`"
        case .wrongKind(let name, let template): "`\(name)` of template `\(template)` is of another kind"
        case .missingValue(let name, let template): "template `\(template)` needs `\(name)`"
        }
    }
}

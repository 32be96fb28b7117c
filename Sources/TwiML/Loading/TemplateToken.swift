/// A piece of a template: text, or one tag of Mustache.
struct TemplateToken: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case text(String)
        case variable(String)
        case section(String)
        case inverted(String)
        case end(String)
        case partial(String)
        case comment
    }

    let kind: Kind
    /// Where it begins, from 1.
    let line: Int
}

/// A file of templates, read: a template or a part that others include.
struct TemplateFile: Sendable {
    /// The file, from the folder of templates.
    let path: String
    let language: String
    let tokens: [TemplateToken]
}

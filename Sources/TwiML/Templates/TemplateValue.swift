/// A value that a template is given.
public enum TemplateValue: Sendable, Equatable {
    /// Words or a number, spoken or put into an attribute. An empty text counts as none where a section asks for it.
    case text(String)
    /// Opens a section or not.
    case flag(Bool)
    /// Taken one after the other in a section, `{{.}}` being the one whose turn it is.
    case list([String])

    var kind: Kind {
        switch self {
        case .text: .text
        case .flag: .flag
        case .list: .list
        }
    }

    /// Which of the three it is.
    enum Kind: String, Sendable {
        case text, flag, list
    }
}

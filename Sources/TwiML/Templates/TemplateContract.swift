/// What a template of a name is given, and so may use.
///
/// Contracts are data: a step of a call, a spoken passcode or a voicemail greeting are all the same here.
public struct TemplateContract: Sendable, Equatable {
    /// The template's name; its file is `LANGUAGE/NAME.xml`.
    public let name: String
    /// Its values; any other name is a fault.
    public let values: [TemplateValueDescription]
    /// What it answers.
    public let use: Use

    /// What a template answers, and so which verbs it may use.
    public enum Use: Sendable, Equatable {
        case call, message

        var grammar: TwiMLGrammar {
            switch self {
            case .call: .voice
            case .message: .messaging
            }
        }
    }

    /// Describes a template.
    public init(name: String, values: [TemplateValueDescription], use: Use = .call) {
        self.name = name
        self.values = values
        self.use = use
    }

    /// The samples of all values.
    public var samples: [String: TemplateValue] {
        Dictionary(values.map { ($0.name, $0.sample) }) { first, _ in first }
    }

    var kinds: [String: TemplateValue.Kind] { samples.mapValues(\.kind) }
}

/// Describes one value of a template, for its check and for those who write it.
public struct TemplateValueDescription: Sendable, Equatable {
    /// How templates name it.
    public let name: String
    /// A value like those that come; it says also whether the value is a text, a flag or a list.
    public let sample: TemplateValue
    /// Whether a template that does not use it is broken.
    public let isRequired: Bool
    /// Whether it may be missing: a text that is may only be used inside a section of its own name.
    public let isOptional: Bool
    /// What it is, for whoever writes templates.
    public let meaning: String

    /// Describes a value.
    public init(name: String, sample: TemplateValue, isRequired: Bool, isOptional: Bool = false, meaning: String) {
        self.name = name
        self.sample = sample
        self.isRequired = isRequired
        self.isOptional = isOptional
        self.meaning = meaning
    }
}

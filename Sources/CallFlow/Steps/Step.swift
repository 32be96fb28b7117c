/// What callers can hear: each step is a template, `twiml-templates/LANGUAGE/STEP.xml`.
public enum Step: String, Sendable, Codable, CaseIterable {
    case menu
    case languages
    case departments
    case code
    case totp
    case push
    case pushWait = "push-wait"
    case pushFailed = "push-failed"
    case account
    case agent
    case goodbye
    case trouble
}

/// A value that a template may use.
public enum PromptValue: Sendable, Equatable, Codable {
    /// Words or a number, spoken or put into an attribute.
    case text(String)
    /// Opens a section or not.
    case flag(Bool)
    /// Spoken one after the other, such as the digits of a number.
    case list([String])
}

/// What the caller hears next: a step and its values.
public struct Prompt: Sendable, Equatable, Codable {
    /// What is said.
    public let step: Step
    /// The values that are not at their defaults: flags left out are off.
    public let values: [String: PromptValue]

    /// Makes a prompt.
    public init(_ step: Step, _ values: [String: PromptValue] = [:]) {
        self.step = step
        self.values = values
    }
}

/// Describes one value of a step, for the check of templates and for those who write them.
public struct StepValue: Sendable, Equatable {
    /// The name, as templates write it.
    public let name: String
    /// A value like those that come; flags are tried both ways.
    public let sample: PromptValue
    /// Whether a template that does not use it is broken.
    public let isRequired: Bool
    /// Whether it may be missing from what a step is given.
    public let isOptional: Bool
    /// What it is, for whoever writes templates.
    public let meaning: String

    init(name: String, sample: PromptValue, isRequired: Bool, isOptional: Bool = false, meaning: String) {
        self.name = name
        self.sample = sample
        self.isRequired = isRequired
        self.isOptional = isOptional
        self.meaning = meaning
    }
}

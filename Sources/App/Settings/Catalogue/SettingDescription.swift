/// What a command cannot do without.
public enum Need: String, Sendable, CaseIterable {
    /// What `serve` needs, which is also what `check` looks for.
    case serve
    /// Nothing in particular; what is set must still be well-formed.
    case nothing
}

/// One setting, as people read about it.
public struct SettingDescription: Sendable, Equatable {
    /// The name in the environment and in `.env`.
    public let name: String
    /// What a value looks like, completing "must be …".
    public let expectation: String
    /// The default as one would write it; nil when there is none that could be written.
    public let defaultText: String?
    /// What holds when nothing is set and there is no ``defaultText``, in words.
    public let absence: String?
    /// Whether the value must never be seen.
    public let isSecret: Bool
    /// The commands that do not start without it.
    public let requiredBy: Set<Need>
    /// Whether `.env.sample` leaves a place for it to be filled in.
    public let isAskedFor: Bool
    /// What it is for, in one or two sentences.
    public let meaning: String
    /// A value as somebody might set it; no real secret.
    public let example: String

    /// The name that holds the path of a file instead of the value.
    public var fileName: String { name + "_FILE" }
}

/// Settings that are read about together.
public struct SettingSection: Sendable {
    /// The heading.
    public let title: String
    /// What they have in common.
    public let introduction: String
    /// The settings, the most important first.
    public let settings: [SettingDescription]
}

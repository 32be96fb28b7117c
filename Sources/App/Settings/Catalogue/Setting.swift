/// A setting that always has a value: what is set, or its default.
struct Setting<Value: Sendable>: Sendable {
    let description: SettingDescription
    let format: ValueFormat<Value>
    let defaultValue: Value

    /// Describes a setting; `written` is the default as one would write it.
    init(
        _ name: String, _ format: ValueFormat<Value>, default defaultValue: Value, written: String, example: String,
        _ meaning: String
    ) {
        self.format = format
        self.defaultValue = defaultValue
        description = SettingDescription(
            name: name, expectation: format.expectation, defaultText: written, absence: nil, isSecret: format.isSecret,
            requiredBy: [], isAskedFor: false, meaning: meaning, example: example)
    }
}

extension Setting where Value == Int {
    init(_ name: String, _ format: ValueFormat<Int>, default value: Int, example: String, _ meaning: String) {
        self.init(name, format, default: value, written: "\(value)", example: example, meaning)
    }
}

extension Setting where Value == String {
    init(_ name: String, _ format: ValueFormat<String>, default value: String, example: String, _ meaning: String) {
        self.init(name, format, default: value, written: value, example: example, meaning)
    }
}

extension Setting where Value: RawRepresentable<String> {
    init(_ name: String, _ format: ValueFormat<Value>, default value: Value, example: String, _ meaning: String) {
        self.init(name, format, default: value, written: value.rawValue, example: example, meaning)
    }
}

/// A setting that may have no value.
struct OptionalSetting<Value: Sendable>: Sendable {
    let description: SettingDescription
    let format: ValueFormat<Value>

    /// Describes a setting; `absence` says in words what holds without it.
    init(
        _ name: String, _ format: ValueFormat<Value>, absence: String? = nil, requiredBy: Set<Need> = [],
        isAskedFor: Bool? = nil, example: String, _ meaning: String
    ) {
        self.format = format
        description = SettingDescription(
            name: name, expectation: format.expectation, defaultText: nil, absence: absence,
            isSecret: format.isSecret, requiredBy: requiredBy, isAskedFor: isAskedFor ?? !requiredBy.isEmpty,
            meaning: meaning, example: example)
    }
}

/// The texts that were given for settings, after `X_FILE` and before anything is understood.
struct GivenSettings {
    /// A text and where it stands.
    struct Given: Equatable {
        let text: String
        /// Where it was found, for a message; empty for the environment.
        let origin: String
    }

    /// One source: the environment, or `.env`.
    struct Layer {
        let name: String
        fileprivate(set) var values: [String: Given] = [:]
    }

    /// The sources, the strongest first.
    private(set) var layers: [Layer] = []
    /// Settings that were given in a way that leads to no text.
    private(set) var unusable: Set<String> = []
    private(set) var faults: [SettingNotice] = []
    private(set) var warnings: [SettingNotice] = []

    init(_ sources: SettingsSources, catalogue: [SettingDescription]) {
        let dotEnv = DotEnvFile(sources.dotEnvText ?? "")
        faults = dotEnv.faults
        warnings = dotEnv.warnings
        let raw: [(name: String, values: [String: Given])] = [
            ("environment", sources.environment.mapValues { Given(text: $0, origin: "") }),
            (".env", dotEnv.entries.mapValues { Given(text: $0.value, origin: ".env line \($0.line)") }),
        ]
        layers = raw.map { Layer(name: $0.name) }
        for setting in catalogue {
            // The first source that says anything decides, whether by value or by file.
            _ = raw.indices.first { take(setting, from: raw[$0].values, into: $0, sources.readFile) }
        }
        let names = raw.flatMap { layer in layer.values.map { (name: $0.key, origin: $0.value.origin) } }
        warnings += UnknownSettings.warnings(about: names, catalogue: catalogue.map(\.name))
    }

    /// Takes what one source says of a setting; empty is as good as not set.
    ///
    /// - Returns: Whether it says anything.
    private mutating func take(
        _ setting: SettingDescription, from values: [String: Given], into index: Int,
        _ readFile: (String) throws(SettingsFileError) -> String
    ) -> Bool {
        let direct = values[setting.name].flatMap(Self.nonEmpty)
        let file = values[setting.fileName].flatMap(Self.nonEmpty)
        if let direct, file == nil {
            layers[index].values[setting.name] = direct
            return true
        }
        guard let file else { return false }
        func refuse(_ problem: String, mend: String) {
            unusable.insert(setting.name)
            faults.append(
                SettingNotice(setting: setting.fileName.located(at: file.origin), message: problem, mend: mend))
        }
        guard direct == nil else {
            refuse("is set beside \(setting.name)", mend: "remove one of the two")
            return true
        }
        do {
            // The path is not quoted: the secret itself may have been put there by mistake.
            let text = Given(text: try readFile(file.text), origin: "the file of \(setting.fileName)")
            guard let content = Self.nonEmpty(text) else {
                refuse("names an empty file", mend: "write the value of \(setting.name) into it")
                return true
            }
            layers[index].values[setting.name] = content
        } catch {
            refuse(
                "names a file that cannot be read (\(error.reason))",
                mend: "give the path of a readable file that holds \(setting.name)")
        }
        return true
    }

    private static func nonEmpty(_ given: Given) -> Given? {
        let text = given.text.trimmed
        return text.isEmpty ? nil : Given(text: text, origin: given.origin)
    }
}

extension String {
    /// The text without white space around it.
    var trimmed: String {
        var scalars = unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }

    /// Adds where a setting was found.
    func located(at origin: String) -> String { origin.isEmpty ? self : "\(self) (\(origin))" }
}

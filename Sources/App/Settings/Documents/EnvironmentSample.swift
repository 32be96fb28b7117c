/// `.env.sample`: every setting with its meaning, ready to be copied.
public enum EnvironmentSample {
    /// The file's text, made of the catalogue.
    public static var text: String {
        let sections = SettingsCatalogue.sections.map { section in
            let title = "# \(section.title) \(String(repeating: "-", count: max(3, 98 - section.title.count)))"
            return ([title] + section.settings.map(entry)).joined(separator: "\n\n")
        }
        return ([introduction] + sections).joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # Settings of Voicegate. Copy this file to .env and fill in what has <…>; the rest shows defaults and examples.
        # Made from the settings catalogue: do not edit it here. docs/configuration.md says the same at more length.
        #
        # It is read as a shell would read it (quotes, backslashes, export, comments), save that $ stands for itself.
        # The environment wins over this file. Any setting X may be given as X_FILE, the path of a file that holds it.
        """

    private static func entry(_ setting: SettingDescription) -> String {
        var lines = Wrapping.lines(setting.meaning.replacing("`", with: ""), width: 108).map { "# \($0)" }
        var notes: [String] = []
        if setting.requiredBy.contains(.serve) { notes.append("required by serve") }
        if setting.isSecret { notes.append("secret") }
        if let absence = setting.absence { notes.append("without it: \(absence.replacing("`", with: ""))") }
        if !notes.isEmpty {
            lines += Wrapping.lines("[\(notes.joined(separator: "; "))]", width: 108).map { "# \($0)" }
        }
        lines.append(assignment(setting))
        return lines.joined(separator: "\n")
    }

    /// What must be filled in stands there ready; the rest is a comment with the default, or else an example.
    private static func assignment(_ setting: SettingDescription) -> String {
        guard !setting.isAskedFor else { return "\(setting.name)='<\(setting.example)>'" }
        return "# \(setting.name)=\(setting.defaultText.map(Wrapping.shellQuoted) ?? setting.example)"
    }
}

/// Notices names that look like settings of ours and are none: a slip that would otherwise go unseen.
enum UnknownSettings {
    /// First words that other programs use too: with these only a near miss is worth a word.
    private static let shared: Set<String> = [
        "ACCOUNT", "ADMIN", "AGENT", "ALLOWED", "APP", "BLOCKED", "CONSOLE", "DAILY", "DATA", "DATABASE", "DEFAULT",
        "HOST", "LOG", "NUMBERS", "ON", "PORT", "PUBLIC", "REPORTS", "SENDS", "TEMPLATES",
    ]

    /// Warns of each unknown name.
    ///
    /// - Parameters:
    ///   - names: The names that are set, with the place of each.
    ///   - catalogue: The names that there are.
    /// - Returns: The warnings, by name.
    static func warnings(
        about names: [(name: String, origin: String)], catalogue: [String]
    ) -> [SettingNotice] {
        let prefixes = Set(catalogue.map(firstWord)).subtracting(shared)
        let known = Set(catalogue + catalogue.map { $0 + "_FILE" })
        return names.sorted { ($0.name, $0.origin) < ($1.name, $1.origin) }.compactMap { name, origin in
            guard !known.contains(name) else { return nil }
            let isOurs = prefixes.contains(firstWord(name.uppercased())) && name.contains("_")
            guard let nearest = nearest(to: name, among: catalogue, isOurs: isOurs) else {
                guard isOurs else { return nil }
                return SettingNotice(
                    setting: name.located(at: origin), message: "is no setting of Voicegate",
                    mend: "docs/configuration.md lists them all")
            }
            return SettingNotice(
                setting: name.located(at: origin), message: "is no setting of Voicegate",
                mend: "did you mean \(nearest)?")
        }
    }

    private static func nearest(to name: String, among catalogue: [String], isOurs: Bool) -> String? {
        let isFile = name.uppercased().hasSuffix("_FILE")
        let word = isFile ? String(name.uppercased().dropLast(5)) : name.uppercased()
        // A word of few letters is near to a great many others.
        let slips = word.count < 6 ? 0 : word.count < 10 ? 1 : 2
        let limit = isOurs ? max(3, word.count / 3) : slips
        return EditDistance.nearest(to: word, among: catalogue, within: limit).map { isFile ? $0 + "_FILE" : $0 }
    }

    private static func firstWord(_ name: String) -> String { String(name.prefix { $0 != "_" }) }
}

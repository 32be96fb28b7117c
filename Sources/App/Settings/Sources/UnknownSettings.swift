/// Notices names that look like settings of ours and are none: a slip that would otherwise go unseen.
enum UnknownSettings {
    /// First words that other programs use too: in the environment only a near miss of these is worth a word.
    private static let shared: Set<String> = [
        "ACCOUNT", "ADMIN", "AGENT", "ALLOWED", "APP", "BLOCKED", "CONSOLE", "DATA", "DATABASE", "DEFAULT", "HOST",
        "LOG", "NUMBERS", "ON", "PORT", "PUBLIC", "REPORTS", "SENDS", "TEMPLATES",
    ]

    /// Warns of each unknown name.
    ///
    /// - Parameters:
    ///   - names: The names that are set, with the place of each: none for the environment, which holds the names of
    ///     other programs too; `.env` is ours.
    ///   - catalogue: The names that there are.
    /// - Returns: The warnings, by name.
    static func warnings(
        about names: [(name: String, origin: String)], catalogue: [String]
    ) -> [SettingNotice] {
        let known = Set(catalogue + catalogue.map { $0 + "_FILE" })
        return names.sorted { ($0.name, $0.origin) < ($1.name, $1.origin) }.compactMap { name, origin in
            guard !known.contains(name) else { return nil }
            let word = name.uppercased()
            let isOurs = isOurs(word, isFromFile: !origin.isEmpty, catalogue)
            let nearest = nearest(to: word, among: catalogue, isOurs: isOurs)
            guard nearest != nil || isOurs else { return nil }
            return SettingNotice(
                setting: name.located(at: origin), message: "is no setting of Voicegate",
                mend: nearest.map { "did you mean \($0)?" } ?? "docs/configuration.md lists them all")
        }
    }

    /// Whether a name can hardly be meant for anybody else.
    private static func isOurs(_ name: String, isFromFile: Bool, _ catalogue: [String]) -> Bool {
        let first = firstWord(name)
        guard catalogue.contains(where: { firstWord($0) == first }) else { return false }
        return isFromFile || (name.contains("_") && !shared.contains(first))
    }

    private static func nearest(to name: String, among catalogue: [String], isOurs: Bool) -> String? {
        let isFile = name.hasSuffix("_FILE")
        let word = isFile ? String(name.dropLast(5)) : name
        let isOneWord = !word.contains("_")
        let byWords = isOneWord ? nil : WordMatch.best(for: word, among: catalogue, onlyLeading: !isOurs)
        // A word of few letters is near to a great many others.
        let slips = word.count < 6 ? 0 : word.count < 10 ? 1 : 2
        let isLong = !isOneWord && !shared.contains(firstWord(word))
        let limit = isOurs && isLong ? max(3, word.count / 3) : slips
        let nearest = byWords ?? EditDistance.nearest(to: word, among: catalogue, within: limit)
        return nearest.map { isFile ? $0 + "_FILE" : $0 }
    }

    private static func firstWord(_ name: String) -> String { String(name.prefix { $0 != "_" }) }
}

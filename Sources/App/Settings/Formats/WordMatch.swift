/// How the words of a name that was given fit into the words of a setting: `OKTA_TOKEN` into `OKTA_API_TOKEN`.
struct WordMatch {
    /// Whether the words are those that the setting begins with.
    let isLeading: Bool
    /// What the setting has beyond the name: words, and letters of words that were cut short.
    private let missing: (words: Int, letters: Int)

    /// Words that stand for one another.
    private static let synonyms = [["FROM", "SENDER", "SOURCE"], ["URL", "URI", "ENDPOINT", "ADDRESS"]]
    /// Shorter words are beginnings of too many others.
    private static let shortestCut = 3

    /// Fits each word into the next word that it is, begins or abbreviates; nil when one is left over.
    init?(_ name: String, in setting: String) {
        let wanted = name.split(separator: "_")
        let words = setting.split(separator: "_")
        var letters = 0
        var next = 0
        var last = -1
        for word in wanted {
            guard let index = words.indices.first(where: { $0 >= next && Self.fits(word, words[$0]) }) else {
                return nil
            }
            letters += max(0, words[index].count - word.count)
            last = index
            next = index + 1
        }
        guard !wanted.isEmpty else { return nil }
        isLeading = last == wanted.count - 1
        missing = (words.count - wanted.count, letters)
    }

    /// Finds the setting that a name is most likely meant for.
    ///
    /// - Parameters:
    ///   - name: What was given.
    ///   - settings: The names that there are.
    ///   - onlyLeading: Whether the setting has to begin with the name's words.
    /// - Returns: The one with the fewest words and letters besides; nil when none fits.
    static func best(for name: String, among settings: [String], onlyLeading: Bool = false) -> String? {
        settings.compactMap { setting in WordMatch(name, in: setting).map { (setting, $0) } }
            .filter { $0.1.isLeading || !onlyLeading }
            .min { $0.1.rank < $1.1.rank }?.0
    }

    private var rank: (Int, Int, Int) { (missing.words, isLeading ? 0 : 1, missing.letters) }

    private static func fits(_ word: Substring, _ other: Substring) -> Bool {
        if word == other || synonyms.contains(where: { $0.contains(String(word)) && $0.contains(String(other)) }) {
            return true
        }
        guard word.count >= shortestCut, word.count < other.count, word.first == other.first else { return false }
        // `LVL` and `LANG`: letters in their order, the first one first.
        var rest = other[...]
        return word.allSatisfy { letter in
            guard let index = rest.firstIndex(of: letter) else { return false }
            rest = rest[rest.index(after: index)...]
            return true
        }
    }
}

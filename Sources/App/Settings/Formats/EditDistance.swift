/// How many slips of the finger lie between two words.
enum EditDistance {
    /// Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func between(_ one: String, _ other: String) -> Int {
        let a = Array(one.utf8)
        let b = Array(other.utf8)
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }

    /// Finds the nearest of some words; the first of equally near ones, nil when none is near enough.
    static func nearest(to word: String, among words: [String], within limit: Int) -> String? {
        let ranked = words.map { (word: $0, distance: between(word, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return nil }
        return best.word
    }
}

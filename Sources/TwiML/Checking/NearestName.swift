/// Finds what somebody meant to write.
enum NearestName {
    /// Puts the nearest of some names into words; nil when none is near.
    static func suggestion(for name: String, among names: [String]) -> String? {
        nearest(to: name, among: names).map { "did you mean \($0)?" }
    }

    /// Picks the name with the fewest letters to change, a third of its length at most, or one that was cut short.
    static func nearest(to name: String, among names: [String]) -> String? {
        let written = name.lowercased()
        let candidates = names.map { (name: $0, distance: distance(written, $0.lowercased())) }
        let best = candidates.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        if let best, best.distance <= max(1, max(written.count, best.name.count) / 3) { return best.name }
        return written.count < 3 ? nil : names.sorted().first { $0.lowercased().hasPrefix(written) }
    }

    /// Counts letters to insert, remove, replace or swap with their neighbour.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var twoAbove: [Int] = []
        var above = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var line = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(above[column] + (byte == other ? 0 : 1), above[column + 1] + 1, line[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    best = min(best, twoAbove[column - 1] + 1)
                }
                line.append(best)
            }
            twoAbove = above
            above = line
        }
        return above[right.count]
    }
}

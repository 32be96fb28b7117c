/// Language tags as folders, browsers and Okta write them (BCP 47, https://www.rfc-editor.org/rfc/rfc5646).
enum LanguageTag {
    /// Says whether a text looks like `de`, `en-US` or `zh-Hant-TW`.
    static func isWellFormed(_ tag: String) -> Bool {
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        guard let primary = parts.first, (2...3).contains(primary.utf8.count) else { return false }
        return primary.utf8.allSatisfy { $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }
            && parts.dropFirst().allSatisfy { part in
                (2...8).contains(part.utf8.count) && part.utf8.allSatisfy(isAlphanumeric)
            }
    }

    /// Finds the tag that fits a wish: the same one, however it is written, else the first of the same language.
    ///
    /// - Parameters:
    ///   - wish: `en_US`, `EN-US`, `de`, `de_DE.UTF-8`, or several as browsers write them (`fr-CA, en;q=0.5`, RFC 9110
    ///     section 12.5.4); Okta's `preferredLanguage` and `locale` hold any of them.
    ///   - tags: What there is, the preferred ones first.
    /// - Returns: One of the tags; nil when none is of such a language.
    static func match(_ wish: String, among tags: [String]) -> String? {
        guard wish.utf8.contains(UInt8(ascii: ",")) else { return match(one: wish, among: tags) }
        return wishes(wish).lazy.compactMap { match(one: $0, among: tags) }.first
    }

    /// The wishes of a list, what is wanted most first.
    private static func wishes(_ list: String) -> [String] {
        let weighted = list.split(separator: ",").map { wish -> (tag: String, weight: Double) in
            let parts = wish.split(separator: ";")
            let weight = parts.dropFirst().lazy.map { $0.filter { !$0.isWhitespace } }.first { $0.hasPrefix("q=") }
            return (String(parts.first ?? ""), weight.flatMap { Double($0.dropFirst(2)) } ?? 1)
        }
        // Sorting is stable: of two that are wanted as much the first one counts.
        return weighted.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }.map(\.tag)
    }

    private static func match(one wish: String, among tags: [String]) -> String? {
        let wanted = folded(wish)
        guard !wanted.isEmpty else { return nil }
        if let exact = tags.first(where: { folded($0) == wanted }) { return exact }
        return tags.first { primary(of: folded($0)) == primary(of: wanted) }
    }

    /// Says whether a tag is among some, however it is written.
    static func contains(_ tag: String, in tags: [String]) -> Bool {
        tags.contains { folded($0) == folded(tag) }
    }

    private static func folded(_ tag: String) -> String {
        tag.prefix { $0 != "." && $0 != "@" && $0 != "," && $0 != ";" }
            .filter { !$0.isWhitespace }
            .lowercased()
            .replacing("_", with: "-")
    }

    private static func primary(of tag: String) -> Substring {
        tag.prefix { $0 != "-" }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
            || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }
}

/// A statement with its values numbered, as PostgreSQL has them.
struct NumberedStatement: Sendable, Equatable {
    /// The statement with `$1`, `$2` and so on.
    let sql: String
    /// How many values it takes.
    let count: Int

    /// Turns the nth `?` into `$n`, except in literals, quoted names and comments.
    init(_ text: String) {
        var sql = ""
        var count = 0
        var rest = Substring(text)
        while let character = rest.first {
            if let length = Self.quoted(rest) {
                sql += rest.prefix(length)
                rest = rest.dropFirst(length)
                continue
            }
            rest = rest.dropFirst()
            if character == "?" {
                count += 1
                sql += "$\(count)"
            } else {
                sql.append(character)
            }
        }
        self.sql = sql
        self.count = count
    }

    /// How many characters at the beginning are a literal, a quoted name or a comment; nil when none are.
    ///
    /// A doubled quote inside a literal reads as two literals side by side, which comes to the same.
    private static func quoted(_ text: Substring) -> Int? {
        for (opening, closing) in [("'", "'"), ("\"", "\""), ("--", "\n"), ("/*", "*/")] where text.hasPrefix(opening) {
            let inside = text.dropFirst(opening.count)
            guard let end = inside.firstRange(of: closing) else { return text.count }
            return text.distance(from: text.startIndex, to: end.upperBound)
        }
        return nil
    }
}

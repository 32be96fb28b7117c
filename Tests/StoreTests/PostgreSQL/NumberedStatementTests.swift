import Testing

@testable import Store

@Suite("Values of a statement, numbered")
struct NumberedStatementTests {
    @Test(
        "The nth ? becomes $n, and what is quoted stays",
        arguments: [
            ("", "", 0), ("SELECT 1", "SELECT 1", 0), ("a = ? AND b = ?", "a = $1 AND b = $2", 2),
            ("(?,?,?,?,?,?,?,?,?,?,?)", "($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)", 11),
            ("a = '?' AND b = ?", "a = '?' AND b = $1", 1), ("a = 'it''s ?' AND b = ?", "a = 'it''s ?' AND b = $1", 1),
            ("\"what?\" = ?", "\"what?\" = $1", 1), ("a = '' AND b = ?", "a = '' AND b = $1", 1),
            ("? -- why?\n, ?", "$1 -- why?\n, $2", 2), ("? /* why? */ ?", "$1 /* why? */ $2", 2),
            ("? -- why?", "$1 -- why?", 1), ("? /* why?", "$1 /* why?", 1), ("'never ended ?", "'never ended ?", 0),
            ("a - ? / ?", "a - $1 / $2", 2), ("'ñ?€' ?", "'ñ?€' $1", 1), ("?\r\n?", "$1\r\n$2", 2),
        ])
    func conversion(_ text: String, _ sql: String, _ count: Int) {
        let statement = NumberedStatement(text)
        #expect(statement.sql == sql)
        #expect(statement.count == count)
    }
}

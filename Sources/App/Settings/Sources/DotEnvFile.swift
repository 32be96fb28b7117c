/// What a `.env` file says, read as a shell would read it.
///
/// Quotes, backslashes, `export`, comments and lines that go on are those of the POSIX shell (XCU 2.2, 2.3). Two things
/// differ, both kinder: `$` and backquotes stand for themselves, and a value without quotes may contain spaces and
/// characters such as `;` and `&`. Whatever cannot be understood is a fault with its line, never skipped in silence.
struct DotEnvFile: Sendable {
    /// A setting and where it stands.
    struct Entry: Sendable, Equatable {
        let value: String
        let line: Int
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var faults: [SettingNotice] = []
    private(set) var warnings: [SettingNotice] = []

    init(_ text: String) {
        var scanner = DotEnvScanner(text)
        while true {
            do {
                guard let (name, entry) = try scanner.next() else { return }
                if let earlier = entries.updateValue(entry, forKey: name) {
                    warnings.append(
                        SettingNotice(
                            setting: name, message: "stands in .env twice, in lines \(earlier.line) and \(entry.line)",
                            mend: "the last one counts; remove the other"))
                }
            } catch {
                faults.append(
                    SettingNotice(setting: ".env line \(error.line)", message: error.problem, mend: error.mend))
                scanner.skip(pastLine: error.line)
            }
        }
    }
}

/// A line that cannot be understood.
///
/// It never holds the line's text, which may be a secret.
struct DotEnvError: Error {
    let line: Int
    let problem: String
    let mend: String
}

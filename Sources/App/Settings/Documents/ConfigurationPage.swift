/// `docs/configuration.md`: every setting in tables.
public enum ConfigurationPage {
    /// The page's text, made of the catalogue.
    public static var text: String {
        let sections = SettingsCatalogue.sections.map { section in
            """
            ## \(section.title)

            \(Wrapping.lines(section.introduction, width: 120).joined(separator: "\n"))

            | setting | without it | a value is | meaning |
            | --- | --- | --- | --- |
            \(section.settings.map(row).joined(separator: "\n"))
            """
        }
        return ([introduction] + sections).joined(separator: "\n\n") + "\n"
    }

    private static func row(_ setting: SettingDescription) -> String {
        let mark = setting.isSecret ? " (secret)" : ""
        let cells = [
            "`\(setting.name)`\(mark)", absence(setting), setting.expectation,
            "\(setting.meaning) Example: `\(setting.name)=\(setting.example)`",
        ]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }

    private static func absence(_ setting: SettingDescription) -> String {
        if let text = setting.defaultText { return "`\(text)`" }
        if setting.requiredBy.contains(.serve) { return "**required by `serve`**" }
        return setting.absence ?? "none"
    }

    private static let introduction = """
        # Configuration

        Made from the settings catalogue, as `.env.sample` is: `make goldens` writes both anew.

        ## How settings are given

        - **From the environment, and from `.env` in the working directory.** The environment wins. An empty value, and one
          of spaces only, counts as none. White space around a value does not belong to it.
        - **From files.** Any setting `X` may be given as `X_FILE`, the path of a UTF-8 file of at most 64 KB that holds it,
          as container platforms mount secrets. A line break at its end does not count. Giving both in one place is a fault;
          `X` in the environment wins over `X_FILE` in `.env`.
        - **What is missing or malformed stops the start.** `voicegate serve` then exits with 78 and names every such setting
          at once, one a line, with what to do. Nothing falls back to a default because it could not be read.
        - **Slips are noticed.** A name that is none of ours but looks like it, such as `TWILIO_ACOUNT_SID`, draws a warning
          with the nearest name. Names are upper case.
        - **Secrets are never shown**, neither in messages nor in logs: a message about one says how long it is at most. So it
          is with identifiers that stand next to secrets and with URLs, where a secret is easily pasted by mistake.
        - **URLs must be `https`**, save on loopback (`127.0.0.0/8`, `::1`, `localhost`), where `http` will do. They hold no user
          name, query or fragment. A slash at the end does not matter.
        - **Phone numbers** are E.164, `+15551234567`; one without its country code is read with `DEFAULT_REGION`.

        ## The `.env` file

        It is read as a POSIX shell would read it:

        | written | means |
        | --- | --- |
        | `KEY=value` | `value` |
        | `export KEY=value` | the same |
        | `KEY='it is $5 \\n'` | `it is $5 \\n`: in single quotes everything stands for itself |
        | `KEY="say \\"hi\\""` | `say "hi"`: in double quotes `\\"`, `\\\\`, `\\$` and `` \\` `` are one character each |
        | `KEY="one⏎two"` | two lines: a value in quotes may go on in the next line |
        | `KEY="one\\⏎two"` | `onetwo`: a backslash at the end of a line joins it to the next |
        | `KEY=value # why` | `value`: a `#` after a space starts a comment |
        | `KEY=a#b` | `a#b` |
        | `KEY='a'"b"c` | `abc` |

        Two things differ from a shell, so that pasted values work: `$` and backquotes are never expanded, and a value without
        quotes may hold spaces and characters such as `;` and `&`. Quotes keep both readers happy. A byte order mark and
        Windows line ends do no harm. A line that cannot be understood is a fault with its number.
        """
}

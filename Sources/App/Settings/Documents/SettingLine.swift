/// A setting as a line of `.env`, which a shell understands too.
public enum SettingLine {
    /// Writes the line.
    ///
    /// - Parameters:
    ///   - name: The setting.
    ///   - value: Its value; quoted where a shell would take it for something else.
    /// - Returns: `NAME=value`.
    public static func text(_ name: String, _ value: String) -> String { "\(name)=\(Wrapping.shellQuoted(value))" }
}

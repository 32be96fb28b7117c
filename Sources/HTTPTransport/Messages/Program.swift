/// How the program names itself.
public enum Program {
    /// The version that `--version` prints.
    public static let version = "1.0"

    /// How a request names us where it says nothing else.
    public static let userAgent = "Voicegate/\(version)"
}

/// Tells why a scripted caller or handset could not go on.
public struct ScriptError: Error, CustomStringConvertible, Sendable, Equatable {
    /// What was awaited and what happened instead.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

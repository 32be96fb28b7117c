/// The friendly name that a number is bought with: it says for whom.
///
/// What is known about a purchase is thus kept by Twilio, in the same instant in which the purchase is made, and a run
/// that was killed anywhere finds it again.
public enum NumberMark {
    private static let prefix = "voicegate:"

    /// The friendly name of a person's number.
    public static func friendlyName(for userID: String) -> String { prefix + userID }

    /// The id of the person whom one of our own friendly names names; nil for every other name.
    public static func userID(in friendlyName: String?) -> String? {
        guard let friendlyName, friendlyName.hasPrefix(prefix) else { return nil }
        let id = friendlyName.dropFirst(prefix.count)
        return id.isEmpty ? nil : String(id)
    }

    /// The words of a friendly name, any of which may be a person's id: people write names such as `Ada 00u1…`.
    static func words(of friendlyName: String?) -> [String] {
        guard let friendlyName else { return [] }
        return friendlyName.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
    }
}

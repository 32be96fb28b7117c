/// A language of Verify's own messages (https://www.twilio.com/docs/verify/supported-languages).
///
/// Verify answers 404 to one that it does not know, and by itself picks the language of the number's country: a
/// language that is not in the table is therefore better not named.
struct TwilioVerifyLocale: Sendable, Hashable {
    let value: String

    /// Finds the language of a BCP 47 tag: the exact one, else the language alone.
    init?(tag: String) {
        let tag = tag.replacing("_", with: "-").lowercased()
        let language = String(tag.prefix { $0 != "-" })
        guard let value = Self.byTag[tag] ?? Self.byTag[Self.aliases[language] ?? language] else { return nil }
        self.value = value
    }

    private static let byTag = Dictionary(
        uniqueKeysWithValues: [
            "af", "ar", "ca", "zh", "zh-CN", "zh-HK", "hr", "cs", "da", "nl", "en", "en-GB", "et", "fi", "fr", "de",
            "el", "he", "hi", "hu", "id", "it", "ja", "kn", "ko", "lt", "ms", "mr", "nb", "pl", "pt-BR", "pt", "ro",
            "ru", "sk", "es", "sv", "tl", "te", "th", "tr", "uk", "vi",
        ].map { ($0.lowercased(), $0) })

    private static let aliases = ["no": "nb", "nn": "nb", "iw": "he", "in": "id", "fil": "tl"]
}

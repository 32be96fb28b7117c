/// The voices that 8x8 speaks with (https://developer.8x8.com/connect/reference-link/vm-voice-languages-and-profiles).
enum EightByEightVoices {
    private static let profiles = [
        "en-us": "en-US-JennyNeural", "en-gb": "en-GB-LibbyNeural", "en-au": "en-AU-NatashaNeural",
        "es-es": "es-ES-ElviraNeural", "es-mx": "es-MX-DaliaNeural", "es-us": "es-US-PalomaNeural",
        "fr-fr": "fr-FR-DeniseNeural", "fr-ca": "fr-CA-SylvieNeural", "de-de": "de-DE-KatjaNeural",
        "it-it": "it-IT-ElsaNeural", "nl-nl": "nl-NL-ColetteNeural", "pt-br": "pt-BR-FranciscaNeural",
        "pt-pt": "pt-PT-RaquelNeural", "ja-jp": "ja-JP-NanamiNeural", "zh-cn": "zh-CN-XiaoxiaoNeural",
    ]

    /// What speaks a language whose region has no voice.
    private static let mainRegions = [
        "en": "us", "es": "es", "fr": "fr", "de": "de", "it": "it", "nl": "nl", "pt": "br", "ja": "jp", "zh": "cn",
    ]

    /// The voice of a language: its region's, else the language's main one, else an English one.
    static func profile(for tag: String) -> String {
        let tag = tag.replacing("_", with: "-").lowercased()
        let language = String(tag.prefix { $0 != "-" })
        let main = mainRegions[language].map { "\(language)-\($0)" }
        return profiles[tag] ?? main.flatMap { profiles[$0] } ?? "en-US-JennyNeural"
    }
}

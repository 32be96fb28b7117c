/// SSML inside `<Say>` (https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml-attributes).
extension TwiMLGrammar {
    static let speech: [String: Element] = [
        "break": Element(
            attributes: [
                "strength": .oneOf(["none", "x-weak", "weak", "medium", "strong", "x-strong"]), "time": .duration,
            ]),
        "emphasis": Element(
            attributes: ["level": .oneOf(["strong", "moderate", "reduced"])], children: inSentence, text: .words),
        "lang": Element(
            attributes: ["xml:lang": .languageTag], required: ["xml:lang"], children: inSpeech, text: .words),
        "p": Element(children: inSentence.union(["s"]), text: .words),
        "s": Element(children: inSentence, text: .words),
        "phoneme": Element(
            attributes: [
                "alphabet": .oneOf(["ipa", "x-sampa", "x-amazon-jyutping", "x-amazon-pinyin"]), "ph": .filled,
            ],
            required: ["ph"], text: .words),
        "prosody": Element(
            attributes: ["rate": .filled, "pitch": .filled, "volume": .filled], children: inSpeech, text: .words),
        "say-as": Element(
            attributes: [
                "interpret-as": .oneOf([
                    "characters", "spell-out", "cardinal", "number", "ordinal", "digits", "fraction", "unit", "date",
                    "time", "address", "expletive", "telephone",
                ]),
                "format": .filled,
            ],
            required: ["interpret-as"], text: .words),
        "sub": Element(attributes: ["alias": .filled], required: ["alias"], text: .words),
        "w": Element(
            attributes: ["role": .filled], required: ["role"],
            children: ["break", "emphasis", "phoneme", "prosody", "say-as", "sub"], text: .words),
    ]

    private static let inSentence: Set<String> = [
        "break", "emphasis", "lang", "phoneme", "prosody", "say-as", "sub", "w",
    ]

    private static let inSpeech = inSentence.union(["p", "s"])
}

extension PhoneNumber {
    /// Tells whether a caller's number was withheld, by the ways in which Twilio says so.
    ///
    /// Apart from words there are the same words spelled on a telephone's keys, which look like numbers of Lesotho,
    /// Russia, Uganda or China and must never be taken for one.
    ///
    /// - Parameter text: `From` of a webhook; nil when it is missing.
    /// - Returns: False for a number and for every other text.
    public static func isWithheld(_ text: String?) -> Bool {
        // Nearly every caller has a number, and no spelling of a withheld one has as many digits.
        if let text, text.utf8.count > 12, text.utf8.first == UInt8(ascii: "+"),
            text.utf8.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        {
            return false
        }
        let text = (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        return text.isEmpty || withheldWords.contains(text) || withheldSpellings.contains(text)
    }

    private static let withheldWords: Set<String> = [
        "anonymous", "unknown", "restricted", "unavailable", "blocked",
    ]

    private static let withheldSpellings: Set<String> = [
        "+266696687",  // ANONYMOUS
        "+7378742833",  // RESTRICTED
        "+86282452253",  // UNAVAILABLE
        "+8656696",  // UNKNOWN
        "+2562533",  // BLOCKED
    ]
}

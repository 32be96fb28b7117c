/// The words by which people refuse and allow texts; Twilio acts on them by itself.
///
/// Source: Twilio's support pages, "Twilio support for opt-out keywords".
enum OptOutWord: String {
    case stop = "STOP"
    case start = "START"
    case help = "HELP"

    private static let words: [OptOutWord: Set<String>] = [
        .stop: ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"],
        .start: ["START", "YES", "UNSTOP"], .help: ["HELP", "INFO"],
    ]

    /// Reads a whole message; a word with anything besides is none.
    init?(_ body: String) {
        let text = body.trimmed.uppercased()
        guard let found = Self.words.first(where: { $0.value.contains(text) })?.key else { return nil }
        self = found
    }

    /// What Twilio answers.
    var answer: String {
        switch self {
        case .stop:
            "You have successfully been unsubscribed. You will not receive any more messages from this number. "
                + "Reply START to resubscribe."
        case .start:
            "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
                + "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
        case .help: "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
        }
    }
}

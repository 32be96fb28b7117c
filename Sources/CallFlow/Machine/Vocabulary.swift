import Foundation

/// What callers press and say at each menu, in each language.
///
/// Words that callers hear are in the templates; these are the words that we understand.
enum Vocabulary {
    enum Menu { case menu, languages, departments, pushFailed, account }

    enum Choice: Equatable {
        case account, departments, languages, again, agent
        case language(String)
        case department(CallState.Department)
        case balance, retry, text
    }

    enum CodeEntry: Equatable {
        case code(Passcode)
        case another
        case agent
    }

    /// Reads a choice; nil when it is none of this menu.
    static func choice(_ input: CallerInput, in menu: Menu, language: String) -> Choice? {
        switch input {
        case .silence: return nil
        case .keys(let keys): return self.keys(of: menu)[keys]
        case .speech(let speech):
            let heard = Heard(speech)
            let words = Words.of(language)
            let choice = order(of: menu).first { choice in words.phrases(for: choice).contains(where: heard.contains) }
            // "One", or "press 1": what the prompt says of keys is said back.
            return choice ?? keys(of: menu)[heard.digits(words.digits)]
        }
    }

    /// Reads six digits, a wish for another code (`*`), or for an agent (`0`).
    static func codeEntry(_ input: CallerInput, language: String) -> CodeEntry? {
        switch input {
        case .silence: return nil
        case .keys("*"): return .another
        case .keys("0"): return .agent
        case .keys(let keys): return Passcode(keys).map(CodeEntry.code)
        case .speech(let speech):
            let heard = Heard(speech)
            let words = Words.of(language)
            if let passcode = Passcode(heard.digits(words.digits)) { return .code(passcode) }
            if words.phrases(for: .agent).contains(where: heard.contains) { return .agent }
            return words.another.contains(where: heard.contains) ? .another : nil
        }
    }

    private static func keys(of menu: Menu) -> [String: Choice] {
        switch menu {
        case .menu: ["1": .account, "2": .departments, "9": .languages, "*": .again, "0": .agent]
        case .languages:
            [
                "1": .language("en-US"), "2": .language("es-US"), "3": .language("fr-FR"), "4": .language("de-DE"),
                "*": .again, "0": .agent,
            ]
        case .departments:
            [
                "1": .department(.sales), "2": .department(.support), "3": .department(.billing), "*": .again,
                "0": .agent,
            ]
        case .pushFailed: ["1": .retry, "2": .text, "*": .again, "0": .agent]
        case .account: ["1": .balance, "2": .agent, "*": .again, "0": .agent]
        }
    }

    /// The choices of a menu, in the order in which words are tried.
    private static func order(of menu: Menu) -> [Choice] {
        switch menu {
        case .menu: [.languages, .departments, .agent, .account, .again]
        case .languages:
            [.language("en-US"), .language("es-US"), .language("fr-FR"), .language("de-DE"), .agent, .again]
        case .departments:
            [.department(.sales), .department(.support), .department(.billing), .agent, .again]
        case .pushFailed: [.text, .agent, .retry, .again]
        case .account: [.balance, .agent, .again]
        }
    }
}

/// Speech as it was recognised, made comparable: lower case, no accents, words only.
struct Heard {
    private let words: [String]
    private let text: String

    init(_ speech: String) {
        words = String(speech.prefix(500))
            .folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
            .split { !$0.isLetter && !$0.isNumber }
            .map(String.init)
        text = " " + words.joined(separator: " ") + " "
    }

    func contains(_ phrase: String) -> Bool { text.contains(" \(phrase) ") }

    /// Collects digits, written as such (`12 34`) or as words (`one two`); other words are passed over.
    func digits(_ names: [String: Int]) -> String {
        words.map { word in
            if word.utf8.allSatisfy(\.isASCIIDigit) { return word }
            return names[word].map(String.init) ?? ""
        }.joined()
    }
}

/// Estimates how long speech takes, and writes down what a listener hears.
enum SpokenText {
    // About 160 words a minute, which Twilio's voices come near.
    private static let letter = 0.065
    private static let digit = 0.4

    /// The words of a `<Say>`, and the seconds that they take.
    static func measure(_ element: TwiMLElement) -> (text: String, duration: Duration) {
        var text = ""
        var seconds = 0.0
        measure(element.content, rate: 1, text: &text, seconds: &seconds)
        return (text.trimmed, .seconds(seconds))
    }

    private static func measure(
        _ content: [TwiMLElement.Content], rate: Double, text: inout String, seconds: inout Double
    ) {
        for part in content {
            switch part {
            case .text(let words):
                text += words
                seconds += length(of: words) / rate
            case .element(let element):
                measure(element, rate: rate, text: &text, seconds: &seconds)
            }
        }
    }

    private static func measure(
        _ element: TwiMLElement, rate: Double, text: inout String, seconds: inout Double
    ) {
        switch element.name {
        case "break":
            text += " "
            seconds += pause(element)
        case "sub":
            let words = element.attributes["alias"] ?? element.text
            text += words
            seconds += length(of: words) / rate
        case "p", "s":
            text += " "
            measure(element.content, rate: rate, text: &text, seconds: &seconds)
            text += " "
            seconds += element.name == "p" ? 0.6 : 0.3
        case "prosody":
            let factor = speed(element.attributes["rate"] ?? "")
            measure(element.content, rate: rate * factor, text: &text, seconds: &seconds)
        default:
            measure(element.content, rate: rate, text: &text, seconds: &seconds)
        }
    }

    private static func length(of words: String) -> Double {
        words.trimmed.reduce(0) { seconds, character in
            switch character {
            case ".", "!", "?", ":": seconds + 0.4
            case ",", ";": seconds + 0.25
            case let character where character.isNumber: seconds + digit
            default: seconds + letter
            }
        }
    }

    private static func pause(_ element: TwiMLElement) -> Double {
        if let time = element.attributes["time"] {
            if time.hasSuffix("ms"), let milliseconds = Double(time.dropLast(2)) { return min(milliseconds / 1000, 10) }
            if time.hasSuffix("s"), let seconds = Double(time.dropLast()) { return min(seconds, 10) }
            return 0
        }
        return switch element.attributes["strength"] ?? "medium" {
        case "none": 0
        case "x-weak": 0.1
        case "weak": 0.25
        case "strong": 0.75
        case "x-strong": 1.2
        default: 0.5
        }
    }

    private static func speed(_ rate: String) -> Double {
        if rate.hasSuffix("%"), let percent = Double(rate.dropLast()), percent > 0 { return percent / 100 }
        return switch rate {
        case "x-slow": 0.5
        case "slow": 0.75
        case "fast": 1.25
        case "x-fast": 1.5
        default: 1
        }
    }
}

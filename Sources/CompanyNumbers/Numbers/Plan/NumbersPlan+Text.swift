import Foundation
import PhoneNumbers
import TwilioAPI

extension NumbersPlan {
    /// The plan as `numbers plan` prints it: numbers of the company in full, people's own ones masked.
    public var lines: [String] {
        var lines: [String] = []
        if !actions.isEmpty { lines += ["What will be done:", ""] + actions.map { "  " + line(of: $0) } + [""] }
        if !findings.isEmpty { lines += ["To look at:", ""] + findings.map { "  ! " + $0.text } + [""] }
        lines.append(summary)
        if left > 0 {
            lines.append("\(left) more without a number \(left == 1 ? "is" : "are") left by --max-purchases.")
        }
        if let cost { lines.append(cost) }
        if let note { lines.append(note) }
        return lines
    }

    /// The counts, in one line.
    public var summary: String {
        let looked = "Looked at \(people) people and \(numbers) numbers"
        let others = [
            (withoutMobile, "without a mobile number"), (withForeignNumber, "with a number from elsewhere"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let rest = others.isEmpty ? "" : " (\(others.joined(separator: ", ")))"
        guard !isEmpty else { return "No changes. \(looked)\(rest)." }
        return "Plan: \(purchases) to buy, \(changes) to change, \(releases) to release. \(looked)\(rest)."
    }

    /// What the plan changes about the monthly bill; nil when it buys and releases nothing.
    var cost: String? {
        guard purchases + releases > 0 else { return nil }
        guard let price else { return "Monthly cost: Twilio does not say; see its price list." }
        let bought = "\(purchases) × \(price.amount.money) \(price.currency)"
        guard purchases > 0 else { return "Monthly cost: less, by what \(releases) released numbers cost." }
        let total = "Monthly cost: \((price.amount * Decimal(purchases)).money) \(price.currency) more (\(bought))"
        return total + (releases > 0 ? ", less what \(releases) released numbers cost." : ".")
    }

    /// What buyers of American numbers have to know.
    var note: String? {
        guard purchases > 0, policy.country == "US" else { return nil }
        return "US numbers take calls and texts at once, but send no text (Twilio error 30034) until they are in a "
            + "registered A2P 10DLC campaign: Twilio's console, Messaging, Regulatory Compliance."
    }

    private func line(of action: NumbersAction) -> String {
        let (sign, verb, text) = words(of: action)
        return "\(sign) \(verb.padding(toLength: 8, withPad: " ", startingAt: 0)) \(text)"
    }

    private func words(of action: NumbersAction) -> (sign: String, verb: String, text: String) {
        switch action {
        case .clean(let person, let mobile):
            ("~", "clean", "mobilePhone of \(person.text): written as \(mobile.masked)")
        case .assign(let person, let number, let webhooks):
            (
                "~", "assign",
                "\(number.number) to \(person.text), whose it is"
                    + (webhooks.isEmpty ? "" : "; \(Self.list(webhooks))")
            )
        case .repair(let person, let number, let webhooks):
            ("~", "repair", "\(number.number) of \(person.text): \(Self.list(webhooks))")
        case .buy(let person):
            ("+", "buy", "a number (\(policy.place)) for \(person.text)")
        case .release(let number, let owner, let status):
            ("-", "release", "\(number.number) of \(owner.text), \(status ?? "whom Okta does not list")")
        }
    }

    private static func list(_ webhooks: [Webhook]) -> String { webhooks.map(\.text).joined(separator: ", ") }
}

extension NumbersFinding {
    /// What was found and what mends it, in one line.
    public var text: String {
        func names(_ people: [PersonName]) -> String { people.map(\.text).joined(separator: ", ") }
        return switch self {
        case .unreadableMobile(let person):
            "mobilePhone of \(person.text) is no telephone number; correct it in Okta"
        case .unreadablePrimary(let person):
            "primaryPhone of \(person.text) is no telephone number; correct or clear it in Okta"
        case .mobileIsOurs(let person, let number):
            "mobilePhone of \(person.text) is the company number \(number.number): nothing is forwarded there; "
                + "put their own mobile number into Okta"
        case .shared(let number, let people):
            "\(number.number) is the primaryPhone of \(names(people)); clear it for all but one"
        case .spare(let number, let person):
            "\(number.number) was bought for \(person.text), who has another one or no mobile number; "
                + "voicegate numbers release \(number.number) gives it back"
        case .usedElsewhere(let number, let people):
            "\(number.number) of \(names(people)) is used by a trunk or an application at Twilio; it is left alone"
        case .reserved(let number, let people):
            "\(number.number), primaryPhone of \(names(people)), has another purpose in Voicegate's settings; "
                + "it is left alone"
        case .left(let number, let person):
            "\(number.number) belongs to \(person.text), who is not active; --release-inactive gives it back"
        case .unowned(let number):
            "\(number.number) is nobody's; it is left alone"
        }
    }

    /// The closed word for programs.
    public var kind: String {
        switch self {
        case .unreadableMobile: "unreadable-mobile"
        case .unreadablePrimary: "unreadable-primary"
        case .mobileIsOurs: "mobile-is-company-number"
        case .shared: "shared"
        case .spare: "spare"
        case .usedElsewhere: "used-elsewhere"
        case .reserved: "reserved"
        case .left: "left"
        case .unowned: "unowned"
        }
    }
}

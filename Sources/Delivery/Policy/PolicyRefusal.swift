/// Why policy does not let a message be sent; a bounded set, fit for a metric's label.
public enum PolicyRefusal: String, Sendable, Hashable, Codable, CaseIterable {
    /// No allowed prefix fits the number, or a blocked one fits better.
    case prefix
    /// The number is of a kind that costs, or that nobody reads: premium, shared cost and similar.
    case kind
    /// Its owner said that they had not asked for a code.
    case barred
    /// Too many messages to the number.
    case perNumber
    /// Too many messages to the person.
    case perUser
    /// The day's messages to the country are used up.
    case dailyCap
}

/// What policy says of a message before anything is counted.
enum PolicyTerms: Sendable, Hashable {
    /// It may go if these counts have room for it.
    case counted([SendCharge])
    /// It may not go.
    case refused(PolicyRefusal)

    var charges: [SendCharge] {
        if case .counted(let charges) = self { charges } else { [] }
    }

    var refusal: PolicyRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}

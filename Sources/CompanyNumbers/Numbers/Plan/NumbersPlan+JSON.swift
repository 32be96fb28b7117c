import Foundation
import PhoneNumbers
import TwilioAPI

extension NumbersPlan: Encodable {
    private enum Keys: String, CodingKey {
        case actions, findings, summary, monthlyCost
    }

    private enum SummaryKeys: String, CodingKey {
        case buy, change, release, left, people, numbers, withoutMobile, withForeignNumber
    }

    private enum CostKeys: String, CodingKey {
        case price, purchases, total, currency
    }

    /// Writes the plan for programs: actions, findings, counts and cost.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(actions, forKey: .actions)
        try container.encode(findings, forKey: .findings)
        var summary = container.nestedContainer(keyedBy: SummaryKeys.self, forKey: .summary)
        try summary.encode(purchases, forKey: .buy)
        try summary.encode(changes, forKey: .change)
        try summary.encode(releases, forKey: .release)
        try summary.encode(left, forKey: .left)
        try summary.encode(people, forKey: .people)
        try summary.encode(numbers, forKey: .numbers)
        try summary.encode(withoutMobile, forKey: .withoutMobile)
        try summary.encode(withForeignNumber, forKey: .withForeignNumber)
        guard let price else { return }
        var cost = container.nestedContainer(keyedBy: CostKeys.self, forKey: .monthlyCost)
        try cost.encode(price.amount.money, forKey: .price)
        try cost.encode(purchases, forKey: .purchases)
        try cost.encode((price.amount * Decimal(purchases)).money, forKey: .total)
        try cost.encode(price.currency, forKey: .currency)
    }
}

extension NumbersAction: Encodable {
    private enum Keys: String, CodingKey {
        case action, user, login, number, sid, mobilePhone, webhooks, status
    }

    /// Writes the action with a closed word for what is done.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(kind, forKey: .action)
        try container.encode(person.id, forKey: .user)
        try container.encodeIfPresent(person.login, forKey: .login)
        try container.encodeIfPresent(number?.number, forKey: .number)
        try container.encodeIfPresent(number?.sid, forKey: .sid)
        switch self {
        case .clean(_, let mobile): try container.encode(mobile.e164, forKey: .mobilePhone)
        case .assign(_, _, let webhooks), .repair(_, _, let webhooks): try container.encode(webhooks, forKey: .webhooks)
        case .release(_, _, let status): try container.encodeIfPresent(status, forKey: .status)
        case .buy: break
        }
    }

    /// What is done.
    public var kind: Kind {
        switch self {
        case .clean: .clean
        case .assign: .assign
        case .repair: .repair
        case .buy: .buy
        case .release: .release
        }
    }

    /// Whom it is about.
    public var person: PersonName {
        switch self {
        case .clean(let person, _), .assign(let person, _, _), .repair(let person, _, _), .buy(let person),
            .release(_, let person, _):
            person
        }
    }

    /// The number that it is about; nil for one that is still to be bought.
    public var number: NumberName? {
        switch self {
        case .assign(_, let number, _), .repair(_, let number, _), .release(let number, _, _): number
        case .clean, .buy: nil
        }
    }
}

extension NumbersFinding: Encodable {
    private enum Keys: String, CodingKey {
        case finding, users, number, sid, message
    }

    /// Writes the finding with a closed word for what it is.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(kind, forKey: .finding)
        try container.encode(people.map(\.id), forKey: .users)
        try container.encodeIfPresent(number?.number, forKey: .number)
        try container.encodeIfPresent(number?.sid, forKey: .sid)
        try container.encode(text, forKey: .message)
    }

    private var people: [PersonName] {
        switch self {
        case .unreadableMobile(let person), .unreadablePrimary(let person), .mobileIsOurs(let person, _),
            .spare(_, let person), .left(_, let person):
            [person]
        case .shared(_, let people), .usedElsewhere(_, let people), .reserved(_, let people): people
        case .unowned: []
        }
    }

    private var number: NumberName? {
        switch self {
        case .unreadableMobile, .unreadablePrimary: nil
        case .mobileIsOurs(_, let number), .shared(let number, _), .spare(let number, _),
            .usedElsewhere(let number, _), .reserved(let number, _), .left(let number, _), .unowned(let number):
            number
        }
    }
}

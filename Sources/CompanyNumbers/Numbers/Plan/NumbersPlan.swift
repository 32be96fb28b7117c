public import PhoneNumbers
public import TwilioAPI

/// A number of the account, as a plan shows it.
public struct NumberName: Sendable, Hashable, Encodable {
    /// `PN…`.
    public let sid: String
    /// E.164.
    public let number: String

    /// Makes a value.
    public init(sid: String, number: String) {
        self.sid = sid
        self.number = number
    }

    init(_ number: TwilioNumber) {
        self.init(sid: number.sid, number: number.phoneNumber ?? number.sid)
    }
}

extension NumberName: CustomStringConvertible {
    /// The SID alone: safe for a log.
    public var description: String { sid }
}

/// One thing that is to be done.
public enum NumbersAction: Sendable, Equatable {
    /// `mobilePhone` is a number, and not written in E.164.
    case clean(PersonName, mobile: PhoneNumber)
    /// A number of the account belongs to somebody and is not, or not in E.164, their `primaryPhone`.
    case assign(PersonName, NumberName, repairing: [Webhook])
    /// Webhooks of somebody's number do not lead here.
    case repair(PersonName, NumberName, [Webhook])
    /// Somebody has no number.
    case buy(PersonName)
    /// Somebody with a number has left.
    case release(NumberName, owner: PersonName, status: String?)

    /// What is done, in a closed word for programs.
    public enum Kind: String, Sendable, Encodable {
        case clean, assign, repair, buy, release
    }
}

/// Something that people should look at, and nothing is done about.
public enum NumbersFinding: Sendable, Equatable {
    /// `mobilePhone` is no number.
    case unreadableMobile(PersonName)
    /// `primaryPhone` is no number.
    case unreadablePrimary(PersonName)
    /// `mobilePhone` is a number of the account: a call forwarded there would come back.
    case mobileIsOurs(PersonName, NumberName)
    /// `primaryPhone` of several people.
    case shared(NumberName, [PersonName])
    /// Bought for somebody who has another number, or cannot use one.
    case spare(NumberName, PersonName)
    /// A trunk or an application takes its calls or texts.
    case usedElsewhere(NumberName, [PersonName])
    /// `primaryPhone` is a number that has another purpose here.
    case reserved(NumberName, [PersonName])
    /// Belongs to somebody who left.
    case left(NumberName, PersonName)
    /// Nobody's.
    case unowned(NumberName)
}

/// What `numbers apply` would do.
public struct NumbersPlan: Sendable, Equatable {
    /// What is to be done, in the order in which it is done.
    public var actions: [NumbersAction]
    /// What people should look at.
    public var findings: [NumbersFinding]
    /// How many more people would get a number if there were no limit on purchases.
    public var left: Int
    /// How many people were looked at.
    public var people: Int
    /// How many numbers of the account were looked at.
    public var numbers: Int
    /// How many people have no mobile number, and so get no company number.
    public var withoutMobile: Int
    /// How many people have a `primaryPhone` that is no number of the account.
    public var withForeignNumber: Int
    /// What a number costs a month; nil when Twilio does not say.
    public var price: TwilioNumberPrice?
    /// What it was made by.
    public var policy: NumbersPolicy

    /// How many numbers are to be bought.
    public var purchases: Int {
        actions.count { if case .buy = $0 { true } else { false } }
    }

    /// How many numbers are to be given back.
    public var releases: Int {
        actions.count { if case .release = $0 { true } else { false } }
    }

    /// How many things are to be changed.
    public var changes: Int { actions.count - purchases - releases }

    /// Whether there is nothing to do.
    public var isEmpty: Bool { actions.isEmpty }
}

import Foundation

extension [SimulatedUser] {
    /// The people that a simulator knows unless it is told otherwise: one for each way a call can go.
    ///
    /// The first two have company numbers, `+15550109001` and `+15550109002`.
    ///
    /// All numbers are fictitious: `+1555010xxxx`.
    public static var sampleDirectory: [SimulatedUser] {
        [
            person(
                1, "Ada", "Lovell", preference: "sms", factors: [sms(1), push(1), totp(1)],
                more: ["primaryPhone": "+15550109001"]),
            person(
                2, "Ben", "Osei", preference: "push", factors: [push(2), sms(2)],
                more: ["primaryPhone": "+15550109002"]),
            person(3, "Chloe", "Martin", preference: "totp", factors: [totp(3)]),
            person(
                4, "Dana", "Weiss", preference: "push",
                factors: [
                    push(4, "Pixel 6", suffix: "a"), push(4, "iPhone 16", suffix: "b", age: 86_400),
                    sms(4, status: "PENDING_ACTIVATION"),
                ]),
            person(5, "Eli", "Novak", factors: []),
            person(6, "Fay", "Brandt", status: "SUSPENDED", preference: "sms", factors: [sms(6)]),
            person(7, "Gus", "Keller", preference: "sms", factors: [sms(7)]),
            person(8, "Gwen", "Keller", phone: 7, preference: "push", factors: [push(8)]),
            person(
                9, "Hugo", "Ortega", preference: "sms", factors: [sms(9)],
                more: ["preferredLanguage": "es-US", "locale": "es_US"]),
            person(10, "Ivy", "Stone", status: "LOCKED_OUT", preference: "sms", factors: [sms(10)]),
            person(11, "Kim", "Tanaka", preference: "sms", factors: [sms(11), call(11)]),
        ]
    }

    private static func person(
        _ number: Int, _ firstName: String, _ lastName: String, phone: Int? = nil, status: String = "ACTIVE",
        preference: String? = nil, factors: [SimulatedFactor], more: [String: String] = [:]
    ) -> SimulatedUser {
        let login = "\(firstName.lowercased()).\(lastName.lowercased())@example.com"
        var profile = [
            "firstName": firstName, "lastName": lastName, "login": login, "email": login,
            "mobilePhone": phoneNumber(phone ?? number), "ivrPhone": phoneNumber(phone ?? number),
        ]
        profile["ivrFactorPreference"] = preference
        return SimulatedUser(
            id: "00usim" + padded(number, to: 14), status: status, profile: profile.merging(more) { $1 },
            factors: factors)
    }

    private static func phoneNumber(_ number: Int) -> String { "+1555010" + padded(number, to: 4) }

    private static func sms(_ number: Int, status: String = "ACTIVE") -> SimulatedFactor {
        SimulatedFactor(
            id: "smssim" + padded(number, to: 14), kind: .sms(phoneNumber: phoneNumber(number)), status: status)
    }

    private static func call(_ number: Int) -> SimulatedFactor {
        SimulatedFactor(id: "clfsim" + padded(number, to: 14), kind: .call(phoneNumber: phoneNumber(number)))
    }

    private static func push(
        _ number: Int, _ device: String = "iPhone 16", suffix: String = "", age: Double = 0
    ) -> SimulatedFactor {
        SimulatedFactor(
            id: "opfsim" + padded(number, to: 14 - suffix.count) + suffix, kind: .push(device: device),
            lastUpdated: Date(timeIntervalSince1970: 1_735_689_600 + age))
    }

    private static func totp(_ number: Int) -> SimulatedFactor {
        SimulatedFactor(
            id: "ostsim" + padded(number, to: 14), kind: .totp(secret: [UInt8]("simulated-secret-\(number)".utf8)))
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}

import Foundation

/// Users and factors as Okta writes them.
enum OktaRendering {
    /// A date with milliseconds in UTC, `2026-01-01T00:00:00.000Z`.
    static func date(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// A user.
    static func user(_ user: SimulatedUser, orgURL: String) -> JSON {
        var profile = user.profile.mapValues(JSON.string)
        for name in ["mobilePhone", "secondEmail"] where profile[name] == nil { profile[name] = .null }
        let created: JSON = "2025-01-01T00:00:00.000Z"
        return [
            "id": .string(user.id), "status": .string(user.status), "created": created, "activated": created,
            "statusChanged": created, "lastLogin": nil, "lastUpdated": created, "passwordChanged": nil,
            "type": ["id": "otysim00000000000001"], "profile": .object(profile),
            "credentials": ["provider": ["type": "OKTA", "name": "OKTA"]],
            "_links": ["self": ["href": .string("\(orgURL)/api/v1/users/\(user.id)")]],
        ]
    }

    /// A factor of a user.
    static func factor(_ factor: SimulatedFactor, of user: SimulatedUser, orgURL: String) -> JSON {
        let path = "\(orgURL)/api/v1/users/\(user.id)"
        var links: [String: JSON] = [
            "self": ["href": .string("\(path)/factors/\(factor.id)"), "hints": ["allow": ["GET", "DELETE"]]],
            "user": ["href": .string(path), "hints": ["allow": ["GET"]]],
        ]
        if factor.status == "ACTIVE" {
            links["verify"] = [
                "href": .string("\(path)/factors/\(factor.id)/verify"), "hints": ["allow": ["POST"]],
            ]
        }
        return [
            "id": .string(factor.id), "factorType": .string(factor.factorType), "provider": .string(factor.provider),
            "vendorName": .string(factor.provider), "status": .string(factor.status),
            "created": "2025-01-01T00:00:00.000Z", "lastUpdated": .string(date(factor.lastUpdated)),
            "profile": profile(of: factor, user: user), "_links": .object(links),
        ]
    }

    private static func profile(of factor: SimulatedFactor, user: SimulatedUser) -> JSON {
        switch factor.kind {
        case .sms(let number): ["phoneNumber": .string(number)]
        case .call(let number): ["phoneNumber": .string(number), "phoneExtension": nil]
        case .push(let device):
            [
                "credentialId": .string(user.login), "deviceType": "SmartPhone_IPhone", "name": .string(device),
                "platform": "IOS", "version": "18.0",
            ]
        case .totp, .googleTOTP: ["credentialId": .string(user.login)]
        }
    }
}

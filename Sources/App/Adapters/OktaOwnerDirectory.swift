import CompanyNumbers
import Logging
import OktaAPI
import PhoneNumbers

/// Finds the owners of company numbers in Okta, by `primaryPhone`.
struct OktaOwnerDirectory: OwnerDirectory {
    let okta: OktaClient
    let logger: Logger

    /// A number may have had owners before: those who left keep it in their profiles.
    private static let most = 20

    func owner(of number: PhoneNumber, deadline: ContinuousClock.Instant) async -> OwnerLookup {
        let matches: [OktaUser]
        do {
            matches = try await okta.searchUsers(
                attribute: "primaryPhone", equals: number.e164, limit: Self.most, deadline: deadline)
        } catch {
            logger.warning("Okta could not say whose a company number is", metadata: ["error": "\(error)"])
            return .unavailable
        }
        let owners = matches.map(Self.employee).filter { $0.companyNumber == number }
        let active = owners.filter(\.isActive)
        if active.count > 1 {
            logger.warning(
                "several active people have one primaryPhone; take it from all but one",
                metadata: ["number": "\(number.masked)", "users": "\(active.map(\.id).joined(separator: ", "))"])
            return .nobody(.severalMatches)
        }
        return active.first.map(OwnerLookup.found) ?? .nobody(owners.isEmpty ? .noMatch : .notActive)
    }

    /// Reads a person as Okta answers.
    private static func employee(_ user: OktaUser) -> Employee {
        Employee(
            id: user.id, isActive: user.isActive,
            companyNumber: user.profileText("primaryPhone").flatMap { PhoneNumber($0) },
            mobileText: user.profileText("mobilePhone"), hoursText: user.profileText("ivrHours"),
            languageTag: user.languageTag,
            timeZoneName: user.profileText("timezone"))
    }
}

import CallFlow
import Foundation
import Logging
import OktaAPI
import PhoneNumbers

/// Finds callers in Okta by a profile attribute.
struct OktaCallerDirectory: CallerDirectory {
    let okta: OktaClient
    /// The attribute with the number, `ivrPhone` unless set otherwise.
    let phoneAttribute: String
    /// The attribute with the preferred factor.
    let factorAttribute: String
    let defaultRegion: String
    let logger: Logger

    func identify(_ number: PhoneNumber, deadline: ContinuousClock.Instant) async -> CallerLookup {
        do {
            // Two are asked for: one match is a caller, two are nobody.
            let matches = try await okta.searchUsers(
                attribute: phoneAttribute, equals: number.e164, limit: 2, deadline: deadline)
            guard let match = matches.first else { return .unknown(.noMatch) }
            guard matches.count == 1 else {
                logger.warning("several people carry one calling number", metadata: ["attribute": "\(phoneAttribute)"])
                return .unknown(.severalMatches)
            }
            return try await read(match.id, number, deadline)
        } catch {
            logger.warning("Okta could not say who calls", metadata: ["error": "\(error)"])
            return .unavailable
        }
    }

    /// Reads the person by id: search results lag behind, and a stale status must not let anyone in.
    private func read(_ id: String, _ number: PhoneNumber, _ deadline: ContinuousClock.Instant) async throws
        -> CallerLookup
    {
        async let factors = okta.factors(of: id, deadline: deadline)
        guard let user = try await user(id, deadline) else { return .unknown(.noMatch) }
        guard user.isActive else { return .unknown(.notActive) }
        let current = user.profileText(phoneAttribute).flatMap { PhoneNumber($0, defaultRegion: defaultRegion) }
        guard current == number else { return .unknown(.noMatch) }
        var listed = try await factors
        // Who has two authenticators is asked for the code of one: Okta's own.
        let hasOktas = listed.contains { $0.isActiveAuthenticator && $0.provider == "OKTA" }
        if hasOktas { listed.removeAll { $0.isActiveAuthenticator && $0.provider != "OKTA" } }
        let usable = listed.compactMap { factor(from: $0, calling: number) }
        return .found(
            Caller(
                id: UserID(user.id), languageTag: user.languageTag,
                preference: user.profileText(factorAttribute).flatMap { FactorKind(rawValue: $0.lowercased()) },
                factors: usable))
    }

    /// Reads a person; nil when the search found somebody who is gone.
    private func user(_ id: String, _ deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaUser? {
        do {
            return try await okta.user(id: id, deadline: deadline)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    /// Takes the kinds that work in a call, active ones only.
    private func factor(from factor: OktaFactor, calling number: PhoneNumber) -> Factor? {
        guard factor.isActive, let kind = factor.kind else { return nil }
        switch kind {
        // The caller hears of Okta Verify; an organisation's own app has the same type.
        case .push where factor.provider == "CUSTOM": return nil
        case .push: return Factor(id: factor.id, kind: .push, updatedAt: factor.lastUpdated)
        case .totp: return Factor(id: factor.id, kind: .totp, updatedAt: factor.lastUpdated)
        case .sms:
            let enrolled = factor.profilePhoneNumber.flatMap { PhoneNumber($0, defaultRegion: defaultRegion) }
            return Factor(
                id: factor.id, kind: .sms, updatedAt: factor.lastUpdated,
                reachesCallingNumber: enrolled == nil || enrolled == number)
        }
    }
}

extension OktaFactor {
    fileprivate var isActiveAuthenticator: Bool { kind == .totp && isActive }
}

import OktaAPI
import PhoneNumbers
import TwilioAPI

/// A number that is to be given back, with those whose `primaryPhone` it is.
public struct NumberRelease: Sendable, Equatable, Encodable {
    /// The number.
    public let number: NumberName
    /// Whose it is.
    public let owners: [PersonName]

    /// The line that is shown before anything is done.
    public var line: String {
        let people = owners.isEmpty ? "nobody's" : "of " + owners.map(\.text).joined(separator: ", ")
        return "- release  \(number.number) \(people)"
    }
}

/// Gives numbers back.
struct NumberReleaser {
    let vendors: NumbersVendors
    let policy: NumbersPolicy

    /// Finds a number and whose it is.
    func find(
        _ number: PhoneNumber, deadline: ContinuousClock.Instant
    ) async throws(NumbersFailure) -> NumberRelease {
        guard !policy.reserved.contains(number.e164) else {
            throw NumbersFailure(
                .reserved,
                "\(number.masked) has another purpose in Voicegate's settings and is not released; see "
                    + "TWILIO_PHONE_NUMBER, TWILIO_SMS_FROM and TWILIO_VOICE_FROM")
        }
        let found: TwilioNumber?
        do {
            found = try await vendors.hurry.repeating(
                deadline, while: { (error: TwilioError) in error.isPassing }
            ) { end throws(TwilioError) in try await vendors.twilio.incomingNumber(number.e164, deadline: end) }
        } catch {
            throw NumbersFailure(error, policy)
        }
        guard let found else {
            throw NumbersFailure(.notOurs, "\(number.masked) is no number of this account; see voicegate numbers list")
        }
        let owners = try await vendors.owners(of: number.e164, deadline: deadline)
        return NumberRelease(number: NumberName(sid: found.sid, number: number.e164), owners: owners.map(\.name))
    }

    /// Clears `primaryPhone` of the owners, then gives the number back.
    func perform(_ release: NumberRelease, deadline: ContinuousClock.Instant) async throws(NumbersFailure) {
        for owner in release.owners {
            guard let person = try await vendors.person(owner.id, deadline: deadline) else { continue }
            try await clear(release.number.number, of: person, deadline)
        }
        do {
            try await vendors.release(sid: release.number.sid, deadline: deadline)
        } catch {
            throw NumbersFailure(error, policy)
        }
    }

    /// Clears `primaryPhone` if it still is the number.
    ///
    /// Of people who are deprovisioned Okta changes nothing any more.
    func clear(
        _ number: String, of person: DirectoryPerson, _ deadline: ContinuousClock.Instant
    ) async throws(NumbersFailure) {
        guard let text = person.primaryText,
            PhoneNumber(text, defaultRegion: policy.defaultRegion)?.e164 == number
        else { return }
        do {
            try await vendors.update(person.id, ["primaryPhone": nil as String?], deadline: deadline)
        } catch {
            guard !person.isActive, [.userUnusable, .refusedRequest, .forbidden].contains(error.code) else {
                throw NumbersFailure(error)
            }
        }
    }
}

import OktaAPI
import PhoneNumbers
import TwilioAPI

/// A number that is to be given back, with those whose it is.
public struct NumberRelease: Sendable, Equatable {
    /// The number.
    public let number: NumberName
    /// Those whose `primaryPhone` it is.
    public let owners: [PersonName]
    /// For whom it was bought, by its friendly name; nil where that names nobody, or an owner.
    public let buyer: PersonName?

    /// The line that is shown before anything is done.
    public var line: String {
        let people = [
            owners.isEmpty ? nil : "of " + owners.map(\.text).joined(separator: ", "),
            buyer.map { "bought for \($0.text)" },
        ].compactMap { $0 }
        return "- release  \(number.number) \(people.isEmpty ? "nobody's" : people.joined(separator: ", "))"
    }
}

/// Gives numbers back.
struct NumberReleaser {
    let vendors: NumbersVendors
    let policy: NumbersPolicy

    /// Finds numbers and whose they are.
    ///
    /// Okta's search compares letters, and lags: everybody is looked at, as for a plan, and who seems to have one of the
    /// numbers is read again.
    ///
    /// - Returns: What was found of each number, in their order.
    /// - Throws: ``NumbersFailure`` when nothing can be said about owners: a number of somebody's would look like nobody's.
    func find(
        _ numbers: [PhoneNumber], deadline: ContinuousClock.Instant, watcher: NumbersWatcher
    ) async throws(NumbersFailure) -> [Result<NumberRelease, NumbersFailure>] {
        var found: [Result<TwilioNumber, NumbersFailure>] = []
        for number in numbers {
            do {
                found.append(.success(try await ours(number, deadline)))
            } catch {
                found.append(.failure(error))
            }
        }
        let ours = found.compactMap { try? $0.get() }
        let candidates = try await candidates(for: ours, deadline, watcher)
        var releases: [Result<NumberRelease, NumbersFailure>] = []
        for result in found {
            switch result {
            case .success(let number): releases.append(.success(try await release(number, candidates, deadline)))
            case .failure(let failure): releases.append(.failure(failure))
            }
        }
        return releases
    }

    private func ours(
        _ number: PhoneNumber, _ deadline: ContinuousClock.Instant
    ) async throws(NumbersFailure) -> TwilioNumber {
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
        guard let found, found.phoneNumber == number.e164 else {
            throw NumbersFailure(.notOurs, "\(number.masked) is no number of this account; see voicegate numbers list")
        }
        return found
    }

    /// The ids of those who may have one of some numbers, by number.
    private func candidates(
        for numbers: [TwilioNumber], _ deadline: ContinuousClock.Instant, _ watcher: NumbersWatcher
    ) async throws(NumbersFailure) -> [String: [String]] {
        guard !numbers.isEmpty else { return [:] }
        var candidates: [String: [String]] = [:]
        var named: [String: [String]] = [:]
        for number in numbers {
            let text = number.phoneNumber ?? ""
            if let id = NumberMark.userID(in: number.friendlyName) { candidates[text] = [id] }
            for word in NumberMark.words(of: number.friendlyName) { named[word, default: []].append(text) }
        }
        let wanted = Set(numbers.compactMap(\.phoneNumber))
        var people = 0
        for search in [OktaSearch.active, .inactive] {
            try await vendors.people(search, deadline: deadline, watcher: watcher) { page in
                for person in page {
                    if let text = primary(of: person), wanted.contains(text) {
                        candidates[text, default: []].append(person.id)
                    }
                    for text in named[person.id] ?? [] { candidates[text, default: []].append(person.id) }
                }
                people += page.count
                watcher(.people(people))
            }
        }
        return candidates
    }

    private func release(
        _ number: TwilioNumber, _ candidates: [String: [String]], _ deadline: ContinuousClock.Instant
    ) async throws(NumbersFailure) -> NumberRelease {
        let name = NumberName(number)
        let marked = NumberMark.userID(in: number.friendlyName)
        var owners: [PersonName] = []
        var buyer: PersonName?
        for id in Set(candidates[name.number] ?? []).sorted() {
            let person = try await vendors.person(id, deadline: deadline)
            if let person, primary(of: person) == name.number {
                owners.append(person.name)
            } else if id == marked || NumberMark.words(of: number.friendlyName).contains(id) {
                buyer = person?.name ?? PersonName(id: id)
            }
        }
        return NumberRelease(number: name, owners: owners, buyer: buyer)
    }

    private func primary(of person: DirectoryPerson) -> String? {
        person.primaryText.flatMap { PhoneNumber($0, defaultRegion: policy.defaultRegion)?.e164 }
    }

    /// Clears `primaryPhone` of those whose it is, then gives the number back.
    func perform(_ release: NumberRelease, deadline: ContinuousClock.Instant) async throws(NumbersFailure) {
        // Whom it was bought for may have got it since.
        for owner in release.owners + [release.buyer].compactMap({ $0 }) {
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
        guard primary(of: person) == number else { return }
        do {
            try await vendors.update(person.id, ["primaryPhone": nil as String?], deadline: deadline)
        } catch {
            guard !person.isActive, [.userUnusable, .refusedRequest, .forbidden].contains(error.code) else {
                throw NumbersFailure(error)
            }
        }
    }
}

import Clocks
import TwilioAPI

/// Buys numbers, one after the other, and none twice.
///
/// A purchase carries the person's id in the number's friendly name. Whenever it is not known whether one was accepted,
/// that name is looked for before anything else is tried, and then the same number is asked for again: it can be owned
/// only once.
struct NumberBuyer {
    private let vendors: NumbersVendors
    private let policy: NumbersPolicy
    /// Numbers that were found and not tried yet, the next one last.
    private var pool: [String] = []
    private var tried: Set<String> = []

    /// How many numbers in a row others may take before a person is given up.
    private static let races = 20

    init(vendors: NumbersVendors, policy: NumbersPolicy) {
        self.vendors = vendors
        self.policy = policy
    }

    /// Gets somebody a number: the one that was bought for them before, or a new one.
    ///
    /// - Returns: The number, and whether it was bought just now.
    mutating func number(
        for id: String, deadline: ContinuousClock.Instant
    ) async throws(NumbersFailure) -> (number: TwilioNumber, isNew: Bool) {
        do {
            if let number = try await vendors.number(boughtFor: id, deadline: deadline) { return (number, false) }
        } catch {
            throw NumbersFailure(error, policy)
        }
        for _ in 0..<Self.races {
            let candidate = try await nextCandidate(deadline)
            if let number = try await buy(candidate, for: id, deadline) { return (number, true) }
        }
        throw NumbersFailure(.taken, "others bought every number that was tried (21422); run it again")
    }

    /// Buys one number.
    ///
    /// - Returns: nil when somebody else has it.
    private func buy(
        _ candidate: String, for id: String, _ deadline: ContinuousClock.Instant
    ) async throws(NumbersFailure) -> TwilioNumber? {
        let settings = TwilioNumberSettings(
            friendlyName: NumberMark.friendlyName(for: id), voiceURL: policy.voiceURL, smsURL: policy.smsURL,
            addressSID: policy.addressSID, bundleSID: policy.bundleSID)
        var failures = 0
        var isUnsure = false
        while true {
            let failure: TwilioError
            do {
                let end = vendors.hurry.limit(deadline)
                return try await vendors.twilio.buyNumber(candidate, settings: settings, deadline: end)
            } catch {
                failure = error
            }
            if failure.fate == .unknown { isUnsure = true }
            // A number that may be ours and cannot be bought any more is most likely ours.
            if isUnsure, let number = try await lookAgain(for: id, deadline) { return number }
            if failure.numberRefusal == .taken, !isUnsure { return nil }
            failures += 1
            let mayPass = failure.isPassing || isUnsure
            guard mayPass, await vendors.hurry.pause(after: failures, deadline) else {
                throw isUnsure ? Self.unknownFate : NumbersFailure(failure, policy)
            }
        }
    }

    private func lookAgain(
        for id: String, _ deadline: ContinuousClock.Instant
    ) async throws(NumbersFailure) -> TwilioNumber? {
        do {
            return try await vendors.number(boughtFor: id, deadline: deadline)
        } catch {
            throw Self.unknownFate
        }
    }

    private static let unknownFate = NumbersFailure(
        .unknownFate,
        "Twilio may have sold a number and did not say so; run it again: such a number is found by its name, not bought "
            + "again")

    // MARK: Candidates

    private mutating func nextCandidate(_ deadline: ContinuousClock.Instant) async throws(NumbersFailure) -> String {
        if let number = pool.popLast() { return number }
        for kind in TwilioNumberSearch.Kind.allCases {
            let found = try await search(kind, deadline)
            // Numbers that need no address come first, and are taken from the end.
            let (plain, demanding) = (
                found.filter { $0.addressRequirements ?? "none" == "none" },
                found.filter { $0.addressRequirements ?? "none" != "none" }
            )
            pool = (plain + demanding).map(\.phoneNumber).filter { !tried.contains($0) }.reversed()
            tried.formUnion(pool)
            if let number = pool.popLast() { return number }
        }
        throw NumbersFailure(.noneInArea, await emptyArea(deadline))
    }

    private func search(
        _ kind: TwilioNumberSearch.Kind, _ deadline: ContinuousClock.Instant
    ) async throws(NumbersFailure) -> [TwilioAvailableNumber] {
        // Mobile numbers have no area codes.
        if kind == .mobile, policy.areaCode != nil { return [] }
        do {
            return try await vendors.available(
                TwilioNumberSearch(
                    country: policy.country, kind: kind, areaCode: policy.areaCode, needsSMS: policy.needsSMS),
                deadline: deadline)
        } catch {
            throw NumbersFailure(error, policy)
        }
    }

    /// Says that an area has no numbers, and which area codes nearby have some.
    private func emptyArea(_ deadline: ContinuousClock.Instant) async -> String {
        let words = "Twilio has no number in \(policy.place) (21452)"
        guard let areaCode = policy.areaCode else { return words + "; take another --country" }
        let near = TwilioNumberSearch(
            country: policy.country, near: "+1\(areaCode)5550100", needsSMS: policy.needsSMS, limit: 50)
        let anywhere = TwilioNumberSearch(country: policy.country, needsSMS: policy.needsSMS, limit: 50)
        for (search, place) in [(near, "near it"), (anywhere, "elsewhere")] {
            // What cannot be looked up now is not worth waiting for.
            let end = min(deadline, vendors.hurry.timing.now() + .seconds(10))
            let found = (try? await vendors.twilio.availableNumbers(search, deadline: end)) ?? []
            let codes = found.map { $0.phoneNumber.dropFirst(2).prefix(3) }.map(String.init)
            let others = Set(codes).subtracting([areaCode]).sorted().prefix(6)
            if !others.isEmpty {
                return "\(words); \(place) there are some: --area-code \(others.joined(separator: ", "))"
            }
        }
        return words + "; take another --area-code"
    }
}

import Clocks
import OktaAPI
public import PhoneNumbers
import TwilioAPI

/// The work on company numbers: what `voicegate numbers` and the service do.
public struct NumbersWork: Sendable {
    private let vendors: NumbersVendors
    private let policy: NumbersPolicy

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - vendors: Okta and Twilio.
    ///   - policy: What to go by.
    public init(vendors: NumbersVendors, policy: NumbersPolicy) {
        self.vendors = vendors
        self.policy = policy
    }

    /// Compares Okta's active users with Twilio's numbers; changes nothing.
    ///
    /// - Parameters:
    ///   - deadline: When the plan is of no use any more.
    ///   - watcher: Is told how far it is.
    /// - Returns: What ``apply(_:deadline:watcher:)`` would do.
    /// - Throws: ``NumbersFailure``: a plan made of half a directory would be wrong.
    public func plan(
        deadline: ContinuousClock.Instant, watcher: NumbersWatcher = { _ in }
    ) async throws(NumbersFailure) -> NumbersPlan {
        var planner = NumbersPlanner(numbers: try await allNumbers(deadline, watcher), policy: policy)
        var people = 0
        for search in policy.releasesInactive ? [OktaSearch.active, .inactive] : [.active] {
            try await vendors.people(search, deadline: deadline, watcher: watcher) { page in
                for person in page { planner.take(person) }
                people += page.count
                watcher(.people(people))
            }
        }
        // Who left is not in the list: whose their numbers were is worth a question, not a list of all who ever left.
        let unclaimed = policy.releasesInactive ? [] : planner.unclaimed
        let departed = try await vendors.departedOwners(of: unclaimed, deadline: deadline, watcher: watcher)
        for person in departed { planner.take(person) }
        var plan = planner.plan()
        if plan.purchases > 0 { plan.price = await price(deadline) }
        return plan
    }

    /// Does what a plan says; one person's failure does not stop the rest.
    ///
    /// - Parameters:
    ///   - plan: A plan by the same policy.
    ///   - deadline: When it is no use any more.
    ///   - watcher: Is told how far it is.
    /// - Returns: What became of each action.
    public func apply(
        _ plan: NumbersPlan, deadline: ContinuousClock.Instant, watcher: NumbersWatcher = { _ in }
    ) async -> NumbersReport {
        var applier = NumbersApplier(vendors: vendors, policy: policy, deadline: deadline)
        return await applier.run(plan, watcher: watcher)
    }

    /// Finds numbers that are to be given back, and whose they are; changes nothing.
    ///
    /// - Parameters:
    ///   - numbers: The numbers.
    ///   - deadline: When the answer is of no use any more.
    ///   - watcher: Is told how far it is.
    /// - Returns: What was found of each, in their order; ``NumbersFailure/Code/reserved`` for the IVR's own number.
    /// - Throws: ``NumbersFailure`` when Okta does not say who has what.
    public func findReleases(
        of numbers: [PhoneNumber], deadline: ContinuousClock.Instant, watcher: NumbersWatcher = { _ in }
    ) async throws(NumbersFailure) -> [Result<NumberRelease, NumbersFailure>] {
        try await NumberReleaser(vendors: vendors, policy: policy).find(numbers, deadline: deadline, watcher: watcher)
    }

    /// Gives a number back and clears `primaryPhone` of whose it was.
    ///
    /// - Throws: ``NumbersFailure``.
    public func release(_ release: NumberRelease, deadline: ContinuousClock.Instant) async throws(NumbersFailure) {
        try await NumberReleaser(vendors: vendors, policy: policy).perform(release, deadline: deadline)
    }

    /// Lists the account's numbers with whose they are.
    ///
    /// - Throws: ``NumbersFailure``.
    public func list(
        deadline: ContinuousClock.Instant, watcher: NumbersWatcher = { _ in }
    ) async throws(NumbersFailure) -> [NumberEntry] {
        let numbers = try await allNumbers(deadline, watcher)
        let wanted = Set(numbers.compactMap(\.phoneNumber))
        var owners: [String: [PersonName]] = [:]
        var people = 0
        try await vendors.people(.active, deadline: deadline, watcher: watcher) { page in
            for person in page {
                let primary = person.primaryText.flatMap { PhoneNumber($0, defaultRegion: policy.defaultRegion) }
                if let text = primary?.e164, wanted.contains(text) { owners[text, default: []].append(person.name) }
            }
            people += page.count
            watcher(.people(people))
        }
        var departed: [String: [PersonName]] = [:]
        let unclaimed = wanted.subtracting(policy.reserved).filter { owners[$0] == nil }.sorted()
        for person in try await vendors.departedOwners(of: unclaimed, deadline: deadline, watcher: watcher) {
            let primary = person.primaryText.flatMap { PhoneNumber($0, defaultRegion: policy.defaultRegion) }
            if let text = primary?.e164 { departed[text, default: []].append(person.name) }
        }
        return numbers.map { number in
            let text = number.phoneNumber ?? ""
            return NumberEntry(number, owners: owners[text] ?? [], departed: departed[text] ?? [], policy: policy)
        }
    }

    private func allNumbers(
        _ deadline: ContinuousClock.Instant, _ watcher: NumbersWatcher
    ) async throws(NumbersFailure) -> [TwilioNumber] {
        var numbers: [TwilioNumber] = []
        do {
            try await vendors.numbers(deadline: deadline, watcher: watcher) { page in
                numbers += page
                watcher(.numbers(numbers.count))
            }
        } catch {
            throw NumbersFailure(error, policy)
        }
        return numbers
    }

    /// Asks once: a plan without a price is a plan.
    private func price(_ deadline: ContinuousClock.Instant) async -> TwilioNumberPrice? {
        let end = min(deadline, vendors.patience.timing.now() + .seconds(10))
        return (try? await vendors.twilio.monthlyPrice(country: policy.country, deadline: end)) ?? nil
    }
}

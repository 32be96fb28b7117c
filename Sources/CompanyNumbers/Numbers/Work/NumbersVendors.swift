import Clocks
public import OktaAPI
public import TwilioAPI

/// Okta and Twilio as the work on numbers uses them: patiently, and only for what may be done twice.
public struct NumbersVendors: Sendable {
    let okta: OktaClient
    let twilio: TwilioClient
    let patience: Patience
    /// The same for Twilio, which asks nobody to wait for minutes: an answer that takes longer does not come.
    let hurry: Patience

    /// Makes a value.
    public init(okta: OktaClient, twilio: TwilioClient, patience: Patience = Patience()) {
        self.okta = okta
        self.twilio = twilio
        self.patience = patience
        hurry = Patience(
            timing: patience.timing, waits: patience.waits, attemptLimit: min(patience.attemptLimit, .seconds(30)))
    }

    // MARK: Okta

    /// Reads everybody that a search finds, page by page.
    func people(
        _ search: OktaSearch, deadline: ContinuousClock.Instant, watcher: NumbersWatcher,
        _ body: ([DirectoryPerson]) -> Void
    ) async throws(NumbersFailure) {
        var pages = okta.userPages(matching: search, attributes: DirectoryPerson.attributes)
        do {
            while let users = try await page(&pages, deadline, watcher) { body(users.map(DirectoryPerson.init)) }
        } catch {
            throw NumbersFailure(error)
        }
    }

    private func page(
        _ pages: inout OktaUserPages, _ deadline: ContinuousClock.Instant, _ watcher: NumbersWatcher
    ) async throws(OktaError) -> [OktaUser]? {
        try await patience.repeating(
            deadline, while: { (error: OktaError) in error.isPassing }, again: { watcher(.again("\($0)")) }
        ) { end throws(OktaError) in try await pages.next(deadline: end) }
    }

    /// Reads a person as they are now; nil when Okta has nobody of that id.
    func person(_ id: String, deadline: ContinuousClock.Instant) async throws(NumbersFailure) -> DirectoryPerson? {
        do {
            let user = try await patience.repeating(
                deadline, while: { (error: OktaError) in error.isPassing }
            ) { end throws(OktaError) in try await okta.user(id: id, isPatient: true, deadline: end) }
            return DirectoryPerson(user)
        } catch {
            guard error.saysThatUserIsGone else { throw NumbersFailure(error) }
            return nil
        }
    }

    /// Finds those who are not active and whose `primaryPhone` is one of some numbers, written in E.164.
    func departedOwners(
        of numbers: [String], deadline: ContinuousClock.Instant, watcher: NumbersWatcher
    ) async throws(NumbersFailure) -> [DirectoryPerson] {
        var found: [DirectoryPerson] = []
        // An expression of some hundred numbers would be longer than a URL may be.
        for start in stride(from: 0, to: numbers.count, by: 25) {
            let some = numbers[start..<min(start + 25, numbers.count)]
            guard let search = OktaSearch.profile("primaryPhone", equalsAnyOf: Array(some)) else { continue }
            try await people(search, deadline: deadline, watcher: watcher) { page in
                found += page.filter { !$0.isActive }
            }
        }
        return found
    }

    func update(
        _ id: String, _ attributes: [String: String?], deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        _ = try await patience.repeating(
            deadline, while: { (error: OktaError) in error.isPassing }
        ) { end throws(OktaError) in try await okta.updateProfile(of: id, setting: attributes, deadline: end) }
    }

    // MARK: Twilio

    /// Lists numbers; all of them, or those of a friendly name.
    func numbers(
        named friendlyName: String? = nil, deadline: ContinuousClock.Instant,
        watcher: NumbersWatcher = { _ in }, _ body: ([TwilioNumber]) -> Void
    ) async throws(TwilioError) {
        var pages = twilio.numberPages(friendlyName: friendlyName)
        while let numbers = try await page(&pages, deadline, watcher) { body(numbers) }
    }

    private func page(
        _ pages: inout TwilioNumberPages, _ deadline: ContinuousClock.Instant, _ watcher: NumbersWatcher
    ) async throws(TwilioError) -> [TwilioNumber]? {
        try await hurry.repeating(
            deadline, while: { (error: TwilioError) in error.isPassing }, again: { watcher(.again("\($0)")) }
        ) { end throws(TwilioError) in try await pages.next(deadline: end) }
    }

    /// The number that was bought for somebody; nil when there is none.
    func number(boughtFor id: String, deadline: ContinuousClock.Instant) async throws(TwilioError) -> TwilioNumber? {
        let name = NumberMark.friendlyName(for: id)
        var found: [TwilioNumber] = []
        try await numbers(named: name, deadline: deadline) { page in found += page.filter { $0.friendlyName == name } }
        return found.first
    }

    func available(
        _ search: TwilioNumberSearch, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> [TwilioAvailableNumber] {
        try await hurry.repeating(
            deadline, while: { (error: TwilioError) in error.isPassing }
        ) { end throws(TwilioError) in try await twilio.availableNumbers(search, deadline: end) }
    }

    func set(
        _ settings: TwilioNumberSettings, on sid: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) {
        _ = try await hurry.repeating(
            deadline, while: { (error: TwilioError) in error.isPassing }
        ) { end throws(TwilioError) in try await twilio.updateNumber(sid: sid, settings: settings, deadline: end) }
    }

    func release(sid: String, deadline: ContinuousClock.Instant) async throws(TwilioError) {
        try await hurry.repeating(
            deadline, while: { (error: TwilioError) in error.isPassing }
        ) { end throws(TwilioError) in try await twilio.releaseNumber(sid: sid, deadline: end) }
    }
}

import PhoneNumbers
import TwilioAPI

/// Does what a plan says, one action after the other.
///
/// Every action looks first at how things are now, does what is missing and can be done again: a run that ends anywhere
/// leaves nothing that the next one does not finish.
struct NumbersApplier {
    private let vendors: NumbersVendors
    private let policy: NumbersPolicy
    private let deadline: ContinuousClock.Instant
    private var buyer: NumberBuyer
    private var report = NumbersReport()
    /// How often Okta did not let us write, since it last did.
    private var refusals = 0

    /// After so many refusals in a row it is not about single people, such as administrators.
    private static let mostRefusals = 3

    /// What one action came to.
    private enum Step {
        case done(number: String?)
        case skipped(String)
    }

    init(vendors: NumbersVendors, policy: NumbersPolicy, deadline: ContinuousClock.Instant) {
        self.vendors = vendors
        self.policy = policy
        self.deadline = deadline
        buyer = NumberBuyer(vendors: vendors, policy: policy)
    }

    mutating func run(_ plan: NumbersPlan, watcher: NumbersWatcher) async -> NumbersReport {
        var obstacle: NumbersFailure?
        report.left = plan.left
        for (index, action) in plan.actions.enumerated() {
            if Task.isCancelled {
                report.isCutShort = true
                break
            }
            if case .buy = action, let obstacle {
                note(action, .untried, reason: obstacle.message)
            } else if let failure = await perform(action), stopsPurchases(failure) {
                obstacle = failure
            }
            let outcome = report.results.last?.outcome ?? .done
            watcher(
                .action(
                    done: index + 1, of: plan.actions.count,
                    "\(action.kind.rawValue) for \(action.person.id): \(outcome.rawValue)"))
        }
        let buys = report.results.count { $0.action == .buy }
        let missing = report.results.count { $0.action == .buy && ($0.outcome == .failed || $0.outcome == .untried) }
        report.left += missing + max(0, plan.purchases - buys)
        return report
    }

    private func stopsPurchases(_ failure: NumbersFailure) -> Bool {
        failure.stopsPurchases || failure.code == .oktaPermission && refusals >= Self.mostRefusals
    }

    private mutating func note(
        _ action: NumbersAction, _ outcome: NumbersReport.Outcome, number: String? = nil, reason: String? = nil
    ) {
        report.results.append(
            NumbersReport.Result(
                action: action.kind, user: action.person.id, number: number ?? action.number?.number,
                outcome: outcome, reason: reason))
    }

    private mutating func perform(_ action: NumbersAction) async -> NumbersFailure? {
        let failure: NumbersFailure
        do {
            switch try await step(action) {
            case .done(let number): note(action, .done, number: number)
            case .skipped(let reason): note(action, .skipped, reason: reason)
            }
            return nil
        } catch {
            failure = error
        }
        note(action, .failed, reason: failure.message)
        return failure
    }

    private mutating func step(_ action: NumbersAction) async throws(NumbersFailure) -> Step {
        switch action {
        case .clean(let person, _): try await clean(person)
        case .assign(let person, let number, let webhooks): try await assign(person, number, webhooks)
        case .repair(_, let number, _): try await repair(number)
        case .buy(let person): try await buy(person)
        case .release(let number, let owner, _): try await release(number, owner)
        }
    }

    // MARK: Actions

    /// What Okta's search found may be old; the person themselves is read again before anything is written.
    private mutating func clean(_ name: PersonName) async throws(NumbersFailure) -> Step {
        guard let person = try await active(name) else { return Self.hasLeft }
        guard let text = person.mobileText, let mobile = PhoneNumber(text, defaultRegion: policy.defaultRegion),
            mobile.e164 != text
        else { return .skipped("mobilePhone has changed meanwhile") }
        try await write(["mobilePhone": mobile.e164], to: name)
        return .done(number: nil)
    }

    private mutating func assign(
        _ name: PersonName, _ number: NumberName, _ webhooks: [Webhook]
    ) async throws(NumbersFailure) -> Step {
        guard let person = try await active(name) else { return Self.hasLeft }
        if let text = person.primaryText, PhoneNumber(text, defaultRegion: policy.defaultRegion)?.e164 != number.number
        {
            return .skipped("primaryPhone has changed meanwhile")
        }
        if !webhooks.isEmpty { _ = try await repair(number) }
        if person.primaryText != number.number { try await write(["primaryPhone": number.number], to: name) }
        return .done(number: number.number)
    }

    private func repair(_ number: NumberName) async throws(NumbersFailure) -> Step {
        do {
            try await vendors.set(
                TwilioNumberSettings(voiceURL: policy.voiceURL, smsURL: policy.smsURL), on: number.sid,
                deadline: deadline)
        } catch {
            throw NumbersFailure(error, policy)
        }
        return .done(number: nil)
    }

    private mutating func buy(_ name: PersonName) async throws(NumbersFailure) -> Step {
        guard let person = try await active(name) else { return Self.hasLeft }
        guard person.primaryText == nil else { return .skipped("they have a number by now") }
        guard person.mobileText != nil else { return .skipped("they have no mobile number any more") }
        // A number costs money also when Okta lets nobody have it: what was refused is tried out first, with a write that
        // changes nothing.
        if refusals > 0 { try await write(["primaryPhone": nil], to: name) }
        let (number, isNew) = try await buyer.number(for: name.id, deadline: deadline)
        if isNew { report.bought += 1 }
        guard let text = number.phoneNumber else {
            throw NumbersFailure(.unknownFate, "Twilio does not say which number it sold; run it again")
        }
        if !isNew, !number.drift(from: policy).isEmpty { _ = try await repair(NumberName(number)) }
        try await write(["primaryPhone": text], to: name)
        return .done(number: text)
    }

    /// `primaryPhone` goes first: a run that ends in between leaves a number that is found again, not an entry that
    /// points to somebody else's number.
    private func release(_ number: NumberName, _ name: PersonName) async throws(NumbersFailure) -> Step {
        let person = try await vendors.person(name.id, deadline: deadline)
        if let person, person.isActive { return .skipped("they are active again") }
        if let person {
            try await NumberReleaser(vendors: vendors, policy: policy).clear(number.number, of: person, deadline)
        }
        do {
            try await vendors.release(sid: number.sid, deadline: deadline)
        } catch {
            throw NumbersFailure(error, policy)
        }
        return .done(number: nil)
    }

    // MARK: People

    private static let hasLeft = Step.skipped("they have left meanwhile")

    private func active(_ name: PersonName) async throws(NumbersFailure) -> DirectoryPerson? {
        let person = try await vendors.person(name.id, deadline: deadline)
        return person?.isActive == true ? person : nil
    }

    private mutating func write(
        _ attributes: [String: String?], to name: PersonName
    ) async throws(NumbersFailure) {
        do {
            try await vendors.update(name.id, attributes, deadline: deadline)
        } catch {
            let failure = NumbersFailure(error)
            if failure.code == .oktaPermission { refusals += 1 }
            throw failure
        }
        refusals = 0
    }
}

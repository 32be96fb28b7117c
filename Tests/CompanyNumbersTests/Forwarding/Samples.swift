import Foundation
import Logging
import PhoneNumbers
import Synchronization

@testable import CompanyNumbers

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
/// A Monday, 12:00 in UTC.
let noon = Date(timeIntervalSince1970: 1_772_452_800)
var soon: ContinuousClock.Instant { .now + .seconds(5) }

extension PhoneNumber {
    static func sample(_ digits: String) -> PhoneNumber {
        guard let number = PhoneNumber("+1555555" + digits) else { preconditionFailure("no number: \(digits)") }
        return number
    }

    static let outside = sample("0001")
    static let other = sample("0002")
    static let company = sample("0101")
    static let company2 = sample("0102")
    static let mobile = sample("0201")
    static let mobile2 = sample("0202")
    static let ivr = sample("0100")
}

extension Employee {
    static func sample(
        _ id: String = "00u1", number: PhoneNumber = .company, mobile: String? = PhoneNumber.mobile.e164,
        isActive: Bool = true, hours: String? = nil, language: String? = nil
    ) -> Employee {
        Employee(
            id: id, isActive: isActive, companyNumber: number, mobileText: mobile, hoursText: hours,
            languageTag: language)
    }
}

/// A directory of a few people, which counts how often it is asked.
final class FakeOwners: OwnerDirectory {
    private let state: Mutex<(people: [Employee], isDown: Bool, asked: [PhoneNumber])>

    init(_ people: [Employee], isDown: Bool = false) { state = Mutex((people, isDown, [])) }

    var asked: [PhoneNumber] { state.withLock { $0.asked } }
    func set(isDown: Bool) { state.withLock { $0.isDown = isDown } }
    func set(_ people: [Employee]) { state.withLock { $0.people = people } }

    /// How many questions must have come before any is answered.
    private let gathering = Mutex(0)
    func gather(_ count: Int) { gathering.withLock { $0 = count } }

    func owner(of number: PhoneNumber, deadline: ContinuousClock.Instant) async -> OwnerLookup {
        state.withLock { $0.asked.append(number) }
        while asked.count < gathering.withLock({ $0 }), ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(1))
        }
        return state.withLock { state in
            if state.isDown { return .unavailable }
            let matches = state.people.filter { $0.companyNumber == number }
            let active = matches.filter(\.isActive)
            if active.count > 1 { return .nobody(.severalMatches) }
            return active.first.map(OwnerLookup.found) ?? .nobody(matches.isEmpty ? .noMatch : .notActive)
        }
    }
}

final class FakeJournal: ForwardingJournal {
    private let seen = Mutex<[ForwardingEvent]>([])
    var events: [ForwardingEvent] { seen.withLock { $0 } }
    func note(_ event: ForwardingEvent, at now: Date) async { seen.withLock { $0.append(event) } }
}

/// A sender that keeps what it is given and answers what it was told to.
final class FakeSender: TextSender {
    private let state: Mutex<(outcomes: [TextSendOutcome], sent: [OutgoingText])>

    init(_ outcomes: [TextSendOutcome] = []) { state = Mutex((outcomes, [])) }

    var sent: [OutgoingText] { state.withLock { $0.sent } }

    func send(_ text: OutgoingText, deadline: ContinuousClock.Instant) async -> TextSendOutcome {
        state.withLock { state in
            state.sent.append(text)
            return state.outcomes.isEmpty ? .sent : state.outcomes.removeFirst()
        }
    }
}

struct FakeRecordings: RecordingSource {
    let outcome: RecordingOutcome
    func recording(_ id: String, deadline: ContinuousClock.Instant) async -> RecordingOutcome { outcome }
}

/// A store in which nothing works.
struct BrokenForwarding: ForwardingStore {
    struct Broken: Error {}
    func admit(_ arrival: Arrival, within limits: ArrivalLimits, now: Date) async throws -> Admission { throw Broken() }
    func stopRinging(_ id: String) async throws { throw Broken() }
    func note(_ key: NoteKey, now: Date) async throws -> Data? { throw Broken() }
    func write(_ content: Data, to key: NoteKey, expiresAt: Date) async throws { throw Broken() }
    func writeFirst(_ content: Data, to key: NoteKey, now: Date, expiresAt: Date) async throws -> Data {
        throw Broken()
    }
    func remove(_ key: NoteKey) async throws { throw Broken() }
}

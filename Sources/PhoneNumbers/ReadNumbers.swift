import Synchronization

/// Remembers numbers that were read lately: every webhook of a call brings the same two, and libphonenumber tries some
/// twenty regular expressions on each.
final class ReadNumbers: Sendable {
    static let shared = ReadNumbers()

    private struct Reading: Hashable {
        let text: String
        let region: String?
    }

    /// Numbers at which the older half is forgotten.
    private let capacity: Int
    private let known = Mutex<(young: [Reading: PhoneNumber], old: [Reading: PhoneNumber])>(([:], [:]))

    init(capacity: Int = 2048) { self.capacity = capacity }

    func number(_ text: String, _ region: String?) -> PhoneNumber? {
        let reading = Reading(text: text, region: region)
        return known.withLock { $0.young[reading] ?? $0.old[reading] }
    }

    func remember(_ number: PhoneNumber, _ text: String, _ region: String?) {
        known.withLock { known in
            if known.young.count >= capacity / 2 { known = ([:], known.young) }
            known.young[Reading(text: text, region: region)] = number
        }
    }
}

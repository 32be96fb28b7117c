import Foundation
import PhoneNumbers
import Synchronization

/// Says whether a number is somebody's company number, and remembers it for some minutes.
///
/// Only this is remembered, never who owns a number: what is stale here lets a call ring once too often at most, and the
/// ``ArrivalLedger`` ends what comes of it.
public final class CompanyNumberCheck: Sendable {
    private struct Known {
        let isTaken: Bool
        let until: Date
    }

    private let directory: any OwnerDirectory
    private let known = Mutex<[PhoneNumber: Known]>([:])

    static let lifetime: TimeInterval = 300
    private static let most = 10_000

    /// - Parameter directory: Knows whose numbers are whose.
    public init(directory: any OwnerDirectory) {
        self.directory = directory
    }

    /// Asks the directory, unless it was asked not long ago.
    ///
    /// - Returns: nil when the directory does not say.
    func isCompanyNumber(_ number: PhoneNumber, deadline: ContinuousClock.Instant, now: Date) async -> Bool? {
        if let known = known.withLock({ $0[number] }), known.until > now { return known.isTaken }
        guard let isTaken = await directory.owner(of: number, deadline: deadline).isTaken else { return nil }
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[number] = Known(isTaken: isTaken, until: now.addingTimeInterval(Self.lifetime))
        }
        return isTaken
    }
}

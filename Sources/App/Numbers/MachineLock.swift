import Clocks
import CompanyNumbers
import Foundation

/// Lets one command at a time of this machine change the numbers of an account.
///
/// The system gives the lock back when a process ends, however it ends.
struct MachineLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, and waits for it.
    ///
    /// - Parameters:
    ///   - name: What is locked.
    ///   - end: When waiting is over.
    ///   - timing: The clocks to go by.
    ///   - notice: Is told that it waits.
    /// - Returns: nil where no lock file can be made.
    /// - Throws: ``NumbersFailure/Code/busy`` when another goes on for too long.
    static func take(
        name: String, until end: ContinuousClock.Instant, timing: Timing = .real, notice: (String) -> Void
    ) async throws(NumbersFailure) -> MachineLock? {
        let path = FileManager.default.temporaryDirectory.appending(path: "voicegate-numbers-\(name).lock").path
        let descriptor = open(path, O_CREAT | O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { return nil }
        var hasSaid = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                _ = close(descriptor)
                return nil
            }
            guard timing.now() < end, !Task.isCancelled else {
                _ = close(descriptor)
                throw .busy
            }
            if !hasSaid { notice(waiting) }
            hasSaid = true
            try? await timing.pause(.milliseconds(500))
        }
        return MachineLock(descriptor: descriptor)
    }

    /// What those who wait are told.
    static let waiting = "another run is at work on numbers; waiting for it"

    /// Gives the lock back.
    func release() { _ = close(descriptor) }
}

import Foundation

/// Who asks for a lease: a process on a machine.
///
/// A process that was killed gives nothing back; on its own machine it can be seen that it is gone, so that the next run
/// need not wait until the lease has run out.
public struct LeaseOwner: Sendable, Equatable {
    /// The machine's name.
    public let machine: String
    /// The process's id.
    public let process: Int32
    /// Tells two runs of one process apart.
    public let run: String

    /// Makes a value.
    public init(machine: String, process: Int32, run: String) {
        self.machine = machine
        self.process = process
        self.run = run
    }

    /// This process.
    public static func current() -> LeaseOwner {
        LeaseOwner(
            machine: machineName, process: ProcessInfo.processInfo.processIdentifier,
            run: UUID().uuidString)
    }

    /// The host's name and, since containers may share it, the space that its process ids are of.
    private static var machineName: String {
        let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        return "\(ProcessInfo.processInfo.hostName) \(space ?? "")".replacing("/", with: "-")
    }

    /// The owner as the lease keeps it.
    public var text: String { "\(machine)/\(process)/\(run)" }

    /// Reads an owner; nil when the text is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let process = Int32(parts[1]) else { return nil }
        self.init(machine: parts[0], process: process, run: parts[2])
    }

    /// Whether another owner was a process of this machine and is gone.
    ///
    /// - Parameters:
    ///   - other: The other owner as the lease keeps it.
    ///   - isRunning: Says whether a process of this machine runs.
    /// - Returns: False where it cannot be known.
    public func knowsGone(_ other: String, isRunning: (Int32) -> Bool) -> Bool {
        guard let other = LeaseOwner(other), other.machine == machine, other.process > 0 else { return false }
        return other.process != process && !isRunning(other.process)
    }
}

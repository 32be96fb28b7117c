import Clocks
import CMalloc
import Dispatch
import Foundation
import Logging
import ServiceLifecycle

/// Gives back to the system what a crowd has left behind: glibc keeps what was freed between what is still in use.
struct MemoryKeeper: Service, CustomStringConvertible {
    let logger: Logger
    private let timing: Timing

    /// What the log of services calls it.
    var description: String { "memory keeper" }

    private let queue = DispatchQueue(label: "voicegate.memory", qos: .utility)

    init(timing: Timing = .real, logger: Logger) {
        self.timing = timing
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await afterStart()
            var tide = MemoryTide()
            while (try? await timing.pause(.seconds(30))) != nil {
                guard let before = Self.resident(), tide.isHigh(before) else { continue }
                let after = await trimmed() ?? before
                tide.settled(at: after)
                logger.debug(
                    "memory given back", metadata: ["before_mb": "\(before >> 20)", "after_mb": "\(after >> 20)"])
            }
        }
    }

    /// Lets go of code that only the start needed: what is used again comes back out of the system's cache of files.
    private func afterStart() async {
        guard (try? await timing.pause(.seconds(1))) != nil else { return }
        let before = Self.resident()
        await withCheckedContinuation { continuation in
            queue.async {
                for code in CodeMapping.all() { code.letGo() }
                continuation.resume()
            }
        }
        if let before, let after = Self.resident() {
            logger.debug("memory given back", metadata: ["before_mb": "\(before >> 20)", "after_mb": "\(after >> 20)"])
        }
    }

    /// Gives back what can be; takes some milliseconds, in which threads that allocate may wait.
    private func trimmed() async -> Int? {
        await withCheckedContinuation { continuation in
            queue.async {
                #if canImport(Glibc)
                    _ = malloc_trim(0)
                #endif
                continuation.resume(returning: Self.resident())
            }
        }
    }

    /// The memory that this process has now, in bytes; nil where there is no `/proc`.
    private static func resident() -> Int? {
        let text = FileManager.default.contents(atPath: "/proc/self/statm").map { String(decoding: $0, as: UTF8.self) }
        let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }
}

/// Says when it is worth while to give memory back: when there is much more of it than after the last time.
struct MemoryTide {
    /// Bytes.
    static let worthWhile = 16 << 20

    private var low: Int?

    /// Whether memory has risen enough; what it is at first is the low tide.
    mutating func isHigh(_ resident: Int) -> Bool {
        low = min(low ?? resident, resident)
        return resident - (low ?? resident) >= Self.worthWhile
    }

    /// Takes in how much was left: less cannot be had before that much more is used again.
    mutating func settled(at resident: Int) { low = resident }
}

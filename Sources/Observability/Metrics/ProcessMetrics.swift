import Foundation

/// Reads what Linux tells about this process, under the names that all Prometheus clients use.
///
/// Where there is no `/proc` there are no readings. Source: proc(5).
public struct ProcessMetrics: Sendable {
    private let directory: String
    private let pageSize: Double
    private let ticksPerSecond: Double

    /// Reads from the running system.
    public init() {
        self.init(
            directory: "/proc", pageSize: sysconf(Int32(_SC_PAGESIZE)), ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
    }

    init(directory: String, pageSize: Int, ticksPerSecond: Int) {
        self.directory = directory
        self.pageSize = Double(pageSize)
        self.ticksPerSecond = Double(max(ticksPerSecond, 1))
    }

    /// One metric without labels.
    struct Reading: Equatable {
        var name: String
        var help: String
        var type = "gauge"
        var value: Double

        func rendered() -> String {
            PrometheusText.header(name, help: help, type: type)
                + PrometheusText.line(name, labels: "", value: PrometheusText.number(value))
        }
    }

    /// What can be read now.
    func readings() -> [Reading] {
        [
            cpuSeconds.map {
                Reading(
                    name: "process_cpu_seconds_total", help: "User and system CPU time spent, in seconds.",
                    type: "counter", value: $0)
            },
            openFiles.map {
                Reading(name: "process_open_fds", help: "Open file descriptors.", value: $0)
            },
            residentBytes.map {
                Reading(name: "process_resident_memory_bytes", help: "Resident memory, in bytes.", value: $0)
            },
            startTime.map {
                Reading(
                    name: "process_start_time_seconds", help: "When the process began, in seconds since 1970.",
                    value: $0)
            },
        ].compactMap { $0 }
    }

    private var residentBytes: Double? {
        guard let fields = text("self/statm")?.split(separator: " "), fields.count > 1 else { return nil }
        return Double(fields[1]).map { $0 * pageSize }
    }

    private var openFiles: Double? {
        // The listing holds the descriptor that it is made with.
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/self/fd")
        return names.map { Double(max($0.count - 1, 0)) }
    }

    private var cpuSeconds: Double? {
        guard let user = status(field: 14), let system = status(field: 15) else { return nil }
        return (user + system) / ticksPerSecond
    }

    private var startTime: Double? {
        let boot = text("stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }?.dropFirst(6)
        guard let boot, let bootTime = Double(boot), let ticks = status(field: 22) else { return nil }
        return bootTime + ticks / ticksPerSecond
    }

    /// A field of `/proc/self/stat`, counted from 1 as proc(5) does.
    private func status(field: Int) -> Double? {
        // The second field is the program's name, which may have spaces and parentheses in it.
        guard let text = text("self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return field - 3 < fields.count ? Double(fields[field - 3]) : nil
    }

    private func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: "\(directory)/\(path)").map { String(decoding: $0, as: UTF8.self) }
    }
}

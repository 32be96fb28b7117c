import Foundation
import Testing

@testable import Observability

@Suite("Metrics of the process")
struct ProcessMetricsTests {
    @Test("are read from /proc, with a program's name that has spaces and parentheses")
    func readsFiles() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("proc-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let own = root.appendingPathComponent("self")
        try FileManager.default.createDirectory(
            at: own.appendingPathComponent("fd"), withIntermediateDirectories: true)
        for descriptor in 0...4 {
            try Data().write(to: own.appendingPathComponent("fd/\(descriptor)"))
        }
        try Data("5000 300 100 1 0 50 0\n".utf8).write(to: own.appendingPathComponent("statm"))
        let status = "42 (my (odd) app) S 1 42 42 0 -1 4194304 100 0 0 0 250 150 0 0 20 0 4 0 5000 1000 300\n"
        try Data(status.utf8).write(to: own.appendingPathComponent("stat"))
        try Data("cpu  1 2 3\nbtime 1778236800\nprocesses 9\n".utf8).write(to: root.appendingPathComponent("stat"))

        let metrics = ProcessMetrics(directory: root.path, pageSize: 4096, ticksPerSecond: 100)
        let values = metrics.readings().map { "\($0.name) \(PrometheusText.number($0.value))" }
        #expect(
            values == [
                "process_cpu_seconds_total 4", "process_open_fds 4", "process_resident_memory_bytes 1228800",
                "process_start_time_seconds 1778236850",
            ])
    }

    @Test("are left out where there is no /proc")
    func leavesOut() {
        let metrics = ProcessMetrics(directory: "/nowhere", pageSize: 4096, ticksPerSecond: 100)
        #expect(metrics.readings().isEmpty)
        #expect(PrometheusRegistry(process: metrics).render().isEmpty)
    }

    #if os(Linux)
        @Test("are plausible on the running system")
        func readsSystem() throws {
            let readings = ProcessMetrics().readings()
            let values = Dictionary(uniqueKeysWithValues: readings.map { ($0.name, $0.value) })
            #expect(try #require(values["process_resident_memory_bytes"]) > 1_000_000)
            #expect(try #require(values["process_open_fds"]) >= 3)
            #expect(try #require(values["process_start_time_seconds"]) > 1_600_000_000)
            #expect(PrometheusRegistry().render().contains("# TYPE process_open_fds gauge\nprocess_open_fds "))
        }
    #endif
}

import Metrics
import Store

/// Shows what the database has to do, read when somebody looks.
struct DatabaseMeter: Sendable {
    private let inUse = Gauge(label: "voicegate_database_connections", dimensions: [("state", "inUse")])
    private let idle = Gauge(label: "voicegate_database_connections", dimensions: [("state", "idle")])
    private let waiting = Gauge(label: "voicegate_database_waiting")

    func record(_ load: DatabaseLoad) {
        inUse.record(load.inUse)
        idle.record(max(0, load.connections - load.inUse))
        waiting.record(load.waiting)
    }
}

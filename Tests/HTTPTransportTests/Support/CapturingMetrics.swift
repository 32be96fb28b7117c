import CoreMetrics
import Synchronization

/// Keeps the labels of every timer that was asked for.
final class CapturingMetrics: MetricsFactory {
    private let names = Mutex<[String]>([])

    /// `label{name=value,…}`, in order.
    var timers: [String] { names.withLock { $0 } }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        names.withLock { $0.append("\(label){\(dimensions.map { "\($0)=\($1)" }.joined(separator: ","))}") }
        return NOOPMetricsHandler.instance
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        NOOPMetricsHandler.instance
    }
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { NOOPMetricsHandler.instance }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }
    func destroyTimer(_ handler: any TimerHandler) {}
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
}

import Metrics
import Synchronization

/// What tells one series from another.
struct SeriesID: Hashable, Sendable {
    /// The name of the metric.
    let metric: String
    /// The labels as ``PrometheusText`` writes them.
    let labels: String
}

/// One line of `/metrics`, or the lines of one histogram.
protocol Series: AnyObject, Sendable {
    var id: SeriesID { get }
    /// The series as it is now.
    func rendered() -> String
}

/// Counts whole things.
final class CounterSeries: Series, CounterHandler {
    let id: SeriesID
    private let count = Atomic<Int64>(0)

    init(_ id: SeriesID) { self.id = id }

    func increment(by amount: Int64) {
        // A counter that falls looks like a restart to Prometheus.
        guard amount > 0 else { return }
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() { count.store(0, ordering: .relaxed) }

    func rendered() -> String {
        PrometheusText.line(id.metric, labels: id.labels, value: "\(count.load(ordering: .relaxed))")
    }
}

/// Adds up amounts.
final class FloatingCounterSeries: Series, FloatingPointCounterHandler {
    let id: SeriesID
    private let sum = Atomic<Double>(0)

    init(_ id: SeriesID) { self.id = id }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        sum.update { $0 + amount }
    }

    func reset() { sum.store(0, ordering: .relaxed) }

    func rendered() -> String {
        PrometheusText.line(id.metric, labels: id.labels, value: PrometheusText.number(sum.load(ordering: .relaxed)))
    }
}

/// Holds the last value.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    let id: SeriesID
    private let value = Atomic<Double>(0)

    init(_ id: SeriesID) { self.id = id }

    func set(_ value: Double) { self.value.store(value, ordering: .relaxed) }
    func set(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func record(_ value: Int64) { set(Double(value)) }
    func increment(by amount: Double) { value.update { $0 + amount } }
    func decrement(by amount: Double) { value.update { $0 - amount } }

    func rendered() -> String {
        PrometheusText.line(id.metric, labels: id.labels, value: PrometheusText.number(value.load(ordering: .relaxed)))
    }
}

/// Counts values by fixed buckets.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
    let id: SeriesID
    private let bounds: [Double]
    private let state: Mutex<State>

    private struct State {
        /// How many values fell into each bucket; the last one has no bound.
        var counts: [Int64]
        var sum = 0.0
    }

    init(_ id: SeriesID, bounds: [Double]) {
        self.id = id
        self.bounds = Set(bounds.filter(\.isFinite)).sorted()
        state = Mutex(State(counts: Array(repeating: 0, count: self.bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(max(duration, 0)) / 1e9) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func rendered() -> String {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var text = ""
        var total: Int64 = 0
        let separator = id.labels.isEmpty ? "" : ","
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            let labels = "\(id.labels)\(separator)le=\"\(PrometheusText.number(bound))\""
            text += PrometheusText.line("\(id.metric)_bucket", labels: labels, value: "\(total)")
        }
        text += PrometheusText.line("\(id.metric)_sum", labels: id.labels, value: PrometheusText.number(sum))
        text += PrometheusText.line("\(id.metric)_count", labels: id.labels, value: "\(total)")
        return text
    }
}

extension Atomic<Double> {
    /// Replaces the value by what is made of it.
    fileprivate borrowing func update(_ change: (Double) -> Double) {
        var current = load(ordering: .relaxed)
        while true {
            let (exchanged, original) = weakCompareExchange(
                expected: current, desired: change(current), ordering: .relaxed)
            if exchanged { return }
            current = original
        }
    }
}

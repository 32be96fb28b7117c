public import Metrics
import Synchronization

/// Keeps what swift-metrics records, and writes it as Prometheus reads it.
///
/// - Counters get `_total`; meters and gauges hold the last value.
/// - Timers become histograms in seconds; so do recorders that aggregate, in their own unit.
/// - Names and label names become what Prometheus allows: `http.server.requests` is `http_server_requests`.
///
/// Labels that take ever new values would fill memory, so a metric has a bounded number of series. What comes on top
/// works for its owner but is not shown, and is counted in `voicegate_metrics_dropped_total`.
public final class PrometheusRegistry: MetricsFactory {
    private let descriptions: [String: MetricDescription]
    private let seriesPerMetric: Int
    private let process: ProcessMetrics?
    private let state = Mutex(State())

    private struct State {
        var families: [String: Family] = [:]
        /// The series that are kept, by what the code asks for: found without writing names and labels anew.
        var spellings: [Spelling: any Series] = [:]
        /// By metric, how often a series was asked for that is not kept.
        var dropped: [String: Int64] = [:]
    }

    /// All series of one metric.
    private struct Family {
        let kind: Kind
        let help: String
        var series: [String: any Series] = [:]
    }

    fileprivate enum Kind {
        case counter, floatingCounter, gauge, histogram

        var type: String {
            switch self {
            case .counter, .floatingCounter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// Creates a registry without metrics.
    ///
    /// - Parameters:
    ///   - descriptions: HELP texts and buckets. A metric without one is described by the label it is recorded under.
    ///   - seriesPerMetric: How many series a metric may have.
    ///   - process: Where memory, start time and open files of the process are read; nil to leave them out.
    public init(
        descriptions: [MetricDescription] = [], seriesPerMetric: Int = 500, process: ProcessMetrics? = ProcessMetrics()
    ) {
        self.descriptions = Dictionary(
            descriptions.map { (PrometheusText.metricName($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        self.seriesPerMetric = seriesPerMetric
        self.process = process
    }

    // MARK: Rendering

    /// All metrics as text, to serve as `text/plain; version=0.0.4`; sorted by name and labels.
    public func render() -> String {
        let (families, dropped) = state.withLock { ($0.families, $0.dropped) }
        var blocks = families.map { name, family in
            let lines = family.series.sorted { $0.key < $1.key }.map { $0.value.rendered() }
            let header = PrometheusText.header(name, help: family.help, type: family.kind.type)
            return (name: name, text: header + lines.joined())
        }
        blocks += process?.readings().map { ($0.name, $0.rendered()) } ?? []
        if !dropped.isEmpty { blocks.append((Self.droppedName, Self.rendered(dropped))) }
        return blocks.sorted { $0.name < $1.name }.map(\.text).joined()
    }

    private static let droppedName = "voicegate_metrics_dropped_total"

    private static func rendered(_ dropped: [String: Int64]) -> String {
        let help = "Times a series was recorded that is not shown, since its metric has too many or is of another type."
        let lines = dropped.sorted { $0.key < $1.key }.map { metric, count in
            let labels = PrometheusText.labels([("metric", metric)], isHistogram: false)
            return PrometheusText.line(droppedName, labels: labels, value: "\(count)")
        }
        return PrometheusText.header(droppedName, help: help, type: "counter") + lines.joined()
    }

    // MARK: MetricsFactory

    /// Gives the counter of these labels, `_total` added to its name.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(.counter, label, dimensions) { id, _ in CounterSeries(id) }
    }

    /// Gives the counter of amounts of these labels, `_total` added to its name.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(.floatingCounter, label, dimensions) { id, _ in FloatingCounterSeries(id) }
    }

    /// Gives the gauge of these labels.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(.gauge, label, dimensions) { id, _ in GaugeSeries(id) }
    }

    /// Gives the histogram of these labels; a gauge when `aggregate` is false.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return series(.gauge, label, dimensions) { id, _ in GaugeSeries(id) } }
        return series(.histogram, label, dimensions) { id, buckets in
            HistogramSeries(id, bounds: buckets ?? MetricDescription.recorderBuckets)
        }
    }

    /// Gives the histogram, in seconds, of these labels.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(.histogram, label, dimensions) { id, buckets in
            HistogramSeries(id, bounds: buckets ?? MetricDescription.timerBuckets)
        }
    }

    /// Forgets a counter, with its count.
    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    /// Forgets a counter, with its sum.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    /// Forgets a gauge, with its value.
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    /// Forgets a gauge or a histogram, with its values.
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    /// Forgets a histogram, with its values.
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    // MARK: Series

    /// The series of these labels: the one that is kept, or a new one.
    private func series<S: Series>(
        _ kind: Kind, _ label: String, _ dimensions: [(String, String)], make: (SeriesID, [Double]?) -> S
    ) -> S {
        let spelling = Spelling(kind: kind, label: label, dimensions: dimensions)
        if let known = state.withLock({ $0.spellings[spelling] as? S }) { return known }
        let plainName = PrometheusText.metricName(label)
        let isCounter = kind.type == "counter"
        let name = isCounter && !plainName.hasSuffix("_total") ? plainName + "_total" : plainName
        let labels = PrometheusText.labels(dimensions, isHistogram: kind == .histogram)
        return state.withLock { state in
            if let known = state.families[name]?.series[labels] as? S {
                state.spellings[spelling] = known
                return known
            }
            let description = descriptions[name] ?? descriptions[plainName]
            let made = make(SeriesID(metric: name, labels: labels), description?.buckets)
            var family = state.families[name] ?? Family(kind: kind, help: description?.help ?? label)
            if family.kind == kind, family.series.count < seriesPerMetric {
                family.series[labels] = made
                state.families[name] = family
                state.spellings[spelling] = made
            } else {
                state.dropped[name, default: 0] += 1
            }
            return made
        }
    }

    /// Forgets a series, for all who record into it.
    private func remove(_ handler: any AnyObject & Sendable) {
        guard let series = handler as? any Series else { return }
        state.withLock { state in
            guard state.families[series.id.metric]?.series[series.id.labels] === series else { return }
            state.families[series.id.metric]?.series[series.id.labels] = nil
            state.spellings = state.spellings.filter { $0.value !== series }
        }
    }
}

/// What the code asks for when it records.
private struct Spelling: Hashable {
    let kind: PrometheusRegistry.Kind
    let label: String
    let dimensions: [(String, String)]

    static func == (one: Spelling, other: Spelling) -> Bool {
        one.kind == other.kind && one.label == other.label
            && one.dimensions.elementsEqual(other.dimensions) { $0.0 == $1.0 && $0.1 == $1.1 }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(label)
        for (name, value) in dimensions {
            hasher.combine(name)
            hasher.combine(value)
        }
    }
}

import Metrics
import TestSupport
import Testing

@testable import Observability

@Suite("The metrics page")
struct PrometheusRegistryTests {
    private func registry(seriesPerMetric: Int = 500, _ descriptions: MetricDescription...) -> PrometheusRegistry {
        PrometheusRegistry(descriptions: descriptions, seriesPerMetric: seriesPerMetric, process: nil)
    }

    @Test("shows every kind of metric, sorted, with its help")
    func showsAll() {
        let registry = registry(
            MetricDescription("voicegate_calls", "Calls that came in."),
            MetricDescription("request.seconds", "What an answer takes, in seconds.", buckets: [0.1, 1]),
            MetricDescription("sizes", "Bytes.", buckets: [100]))
        Counter(label: "voicegate_calls", dimensions: [("lookup", "found")], factory: registry).increment(by: 2)
        Counter(label: "voicegate_calls", dimensions: [("lookup", "found")], factory: registry).increment()
        Counter(label: "voicegate_calls", dimensions: [("lookup", "absent")], factory: registry).increment()
        FloatingPointCounter(label: "spent-total", factory: registry).increment(by: 1.5)
        let timer = Timer(label: "request.seconds", dimensions: [("route", "/ivr"), ("a", "b")], factory: registry)
        timer.recordMilliseconds(100)
        timer.recordMilliseconds(500)
        timer.recordSeconds(2)
        Gauge(label: "in_progress", factory: registry).record(3)
        let meter = Meter(label: "level", factory: registry)
        meter.set(2.5)
        meter.increment(by: 2)
        meter.decrement(by: 0.25)
        Recorder(label: "sizes", factory: registry).record(70)
        #expect(
            registry.render() == """
                # HELP in_progress in_progress
                # TYPE in_progress gauge
                in_progress 3
                # HELP level level
                # TYPE level gauge
                level 4.25
                # HELP request_seconds What an answer takes, in seconds.
                # TYPE request_seconds histogram
                request_seconds_bucket{a="b",route="/ivr",le="0.1"} 1
                request_seconds_bucket{a="b",route="/ivr",le="1"} 2
                request_seconds_bucket{a="b",route="/ivr",le="+Inf"} 3
                request_seconds_sum{a="b",route="/ivr"} 2.6
                request_seconds_count{a="b",route="/ivr"} 3
                # HELP sizes Bytes.
                # TYPE sizes histogram
                sizes_bucket{le="100"} 1
                sizes_bucket{le="+Inf"} 1
                sizes_sum 70
                sizes_count 1
                # HELP spent_total spent-total
                # TYPE spent_total counter
                spent_total 1.5
                # HELP voicegate_calls_total Calls that came in.
                # TYPE voicegate_calls_total counter
                voicegate_calls_total{lookup="absent"} 1
                voicegate_calls_total{lookup="found"} 3

                """)
    }

    @Test("times from a millisecond to fifteen seconds")
    func usualBuckets() {
        let registry = registry()
        Timer(label: "t", factory: registry).recordNanoseconds(1_000_000)
        let page = registry.render()
        #expect(page.contains("t_bucket{le=\"0.001\"} 1\n"))
        #expect(page.contains("t_bucket{le=\"15\"} 1\nt_bucket{le=\"+Inf\"} 1\n"))
        #expect(page.contains("t_sum 0.001\n"))
    }

    @Test(
        "makes names that Prometheus takes",
        arguments: [
            ("http.server.requests", "http_server_requests"), ("a-b c/d", "a_b_c_d"), ("job:rate", "job:rate"),
            ("9lives", "_9lives"), ("", "_"), ("größe", "gr__e"),
        ])
    func names(label: String, name: String) {
        #expect(PrometheusText.metricName(label) == name)
    }

    @Test(
        "makes labels that Prometheus takes",
        arguments: [
            ([], ""),
            ([("b", "1"), ("a", "2")], #"a="2",b="1""#),
            ([("http.route", "/x")], #"http_route="/x""#),
            ([("a", "say \"hi\"\n\\o/")], #"a="say \"hi\"\n\\o/""#),
            ([("a", "1"), ("a", "2")], #"a="1""#),
            ([("a.b", "1"), ("a_b", "2")], #"a_b="1""#),
            ([("__name__", "x")], #"exported__name__="x""#),
            ([("1st", "x"), ("a:b", "y"), ("", "z")], #"_="z",_1st="x",a_b="y""#),
            ([("le", "1")], #"exported_le="1""#),
        ] as [([(String, String)], String)])
    func labels(dimensions: [(String, String)], text: String) {
        #expect(PrometheusText.labels(dimensions, isHistogram: true) == text)
    }

    @Test("escapes help texts")
    func escapesHelp() {
        #expect(PrometheusText.header("a", help: "x\n\\ \"y\"", type: "gauge").hasPrefix(##"# HELP a x\n\\ "y"\##n"##))
    }

    @Test(
        "writes numbers as Prometheus reads them",
        arguments: [(0, "0"), (2.5, "2.5"), (-3, "-3"), (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf")])
    func numbers(value: Double, text: String) {
        #expect(PrometheusText.number(value) == text)
    }

    @Test("has a bounded number of series, and says how often one was left out")
    func capsSeries() {
        let registry = registry(seriesPerMetric: 2)
        for number in 1...4 {
            Counter(label: "c", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        Counter(label: "c", dimensions: [("n", "1")], factory: registry).increment()
        Counter(label: "other", dimensions: [("n", "1")], factory: registry).increment()
        let page = registry.render()
        #expect(page.contains("c_total{n=\"1\"} 2\nc_total{n=\"2\"} 1\n"))
        #expect(!page.contains("n=\"3\""))
        #expect(page.contains("other_total{n=\"1\"} 1\n"))
        #expect(page.contains("# TYPE voicegate_metrics_dropped_total counter\n"))
        #expect(page.contains("voicegate_metrics_dropped_total{metric=\"c_total\"} 2\n"))
    }

    @Test("never shows one name with two types")
    func refusesSecondType() {
        let registry = registry()
        Gauge(label: "x", factory: registry).record(1)
        Timer(label: "x", factory: registry).recordSeconds(1)
        let page = registry.render()
        #expect(page.contains("# TYPE x gauge\nx 1\n"))
        #expect(!page.contains("histogram"))
        #expect(page.contains("voicegate_metrics_dropped_total{metric=\"x\"} 1\n"))
    }

    @Test("has counters that never fall")
    func countersOnlyRise() {
        let registry = registry()
        let counter = CounterSeries(SeriesID(metric: "a", labels: ""))
        counter.increment(by: 5)
        counter.increment(by: -3)
        #expect(counter.rendered() == "a 5\n")
        let amounts = FloatingCounterSeries(SeriesID(metric: "b", labels: ""))
        for amount in [0.5, -1, .nan, .infinity] { amounts.increment(by: amount) }
        #expect(amounts.rendered() == "b 0.5\n")
        let timer = Timer(label: "t", factory: registry)
        timer.recordNanoseconds(-5)
        #expect(registry.render().contains("t_sum 0\nt_count 1\n"))
    }

    @Test("forgets what is destroyed")
    func forgets() {
        let registry = registry()
        let gone = Counter(label: "c", dimensions: [("n", "1")], factory: registry)
        Counter(label: "c", dimensions: [("n", "2")], factory: registry).increment()
        gone.destroy()
        #expect(registry.render().hasSuffix("counter\nc_total{n=\"2\"} 1\n"))
        Counter(label: "c", dimensions: [("n", "1")], factory: registry).increment()
        gone.destroy()
        #expect(registry.render().contains("c_total{n=\"1\"} 1\n"))
    }

    @Test("counts right when many count at once")
    func countsConcurrently() async {
        let registry = registry()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for turn in 0..<1000 {
                        Counter(label: "c", dimensions: [("n", "\(turn % 3)")], factory: registry).increment()
                        FloatingPointCounter(label: "f", factory: registry).increment(by: 0.5)
                        Timer(label: "t", factory: registry).recordMilliseconds(task)
                        Meter(label: "m", factory: registry).increment(by: 1)
                        if turn % 100 == 0 { _ = registry.render() }
                    }
                }
            }
        }
        let page = registry.render()
        #expect(page.contains("c_total{n=\"0\"} 2672\nc_total{n=\"1\"} 2664\nc_total{n=\"2\"} 2664\n"))
        #expect(page.contains("f_total 4000\n"))
        #expect(page.contains("t_count 8000\n"))
        #expect(page.contains("m 8000\n"))
    }

    @Test("is well-formed whatever labels come")
    func staysWellFormed() throws {
        var random = SeededRandom()
        let registry = registry(seriesPerMetric: 20)
        for _ in 0..<500 {
            let label = random.text(upTo: 4)
            let dimensions = (0..<3).map { _ in (random.text(upTo: 3), random.text(upTo: 12)) }
            Counter(label: label, dimensions: dimensions, factory: registry).increment()
            Timer(label: label, dimensions: dimensions, factory: registry).recordSeconds(1)
        }
        let series = /[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="(\\\\|\\"|\\n|[^"\\\n])*",?)+\})? [0-9.]+/
        let comment = /# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .*/.dotMatchesNewlines()
        // By bytes: a Character may hold a line feed together with a combining mark.
        for line in registry.render().utf8.split(separator: UInt8(ascii: "\n")) {
            let line = String(Substring(line))
            let fits = try series.matchingSemantics(.unicodeScalar).wholeMatch(in: line) != nil
            let isComment = try comment.matchingSemantics(.unicodeScalar).wholeMatch(in: line) != nil
            #expect(fits || isComment, "\(line.debugDescription); seed \(random.seed)")
        }
    }
}

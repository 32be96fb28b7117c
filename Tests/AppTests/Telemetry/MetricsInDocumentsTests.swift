import Foundation
import Observability
import Testing

@testable import App

/// The dashboard, the alert rules and the handbook name only metrics that there are.
@Suite struct MetricsInDocumentsTests {
    private static let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs")

    /// The registry makes it by itself, when it has to.
    private static let madeByTheRegistry = "voicegate_metrics_dropped_total"

    @Test(arguments: ["operations.md", "operations/grafana-dashboard.json", "operations/prometheus-alerts.yml"])
    func `Every metric that is named exists`(file: String) throws {
        let text = try String(contentsOf: Self.docs.appending(path: file), encoding: .utf8)
        let known = Set(Telemetry.descriptions.map(\.name))
        let named = text.matches(of: /voicegate_[a-z_]+[a-z]/).map { String($0.output) }
            .filter { !["voicegate_migrations", "voicegate_token", Self.madeByTheRegistry].contains($0) }
        #expect(!named.isEmpty)
        for name in Set(named) {
            let base = ["_bucket", "_count", "_sum"].first { name.hasSuffix($0) }.map { name.dropLast($0.count) }
            #expect(known.contains(base.map(String.init) ?? name), "\(name)")
        }
    }
}

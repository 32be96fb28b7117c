import Foundation
import Instrumentation
public import Logging
import Metrics
public import Observability
import PhoneNumbers
import Tracing
import Web

/// Logs and metrics of a process.
public enum Telemetry {
    /// Makes the logger of a service: redacted lines on standard error, each with the request that it belongs to.
    ///
    /// - Parameters:
    ///   - settings: Level and form.
    ///   - secrets: Texts that never come out.
    ///   - isTerminal: Whether people read it.
    /// - Returns: The logger.
    public static func logger(_ settings: LogSettings, secrets: [String], isTerminal: Bool) -> Logger {
        let redaction = Redaction(secrets: secrets, maskNumbers: { PhoneNumber.mask(inText: $0) })
        let isText = settings.format == .text || (settings.format == nil && isTerminal)
        return Logger(label: "voicegate") { label in
            let sink = DescriptorLogSink.standardError
            if isText {
                return TextLogHandler(
                    label: label, level: settings.level, sink: sink, redaction: redaction, isColoured: isTerminal,
                    metadataProvider: RequestSubject.metadata)
            }
            return JSONLogHandler(
                label: label, level: settings.level, sink: sink, redaction: redaction,
                metadataProvider: RequestSubject.metadata)
        }
    }

    /// Starts tracing; once in a process.
    ///
    /// - Parameter logger: Where spans go, at `debug`.
    public static func startTracing(_ logger: Logger) {
        InstrumentationSystem.bootstrap(LogTracer(logger: logger))
    }

    /// Starts counting; once in a process.
    public static func startMetrics() -> PrometheusRegistry {
        let registry = PrometheusRegistry(descriptions: descriptions)
        MetricsSystem.bootstrap(registry)
        return registry
    }

    static let descriptions = [
        MetricDescription("voicegate_calls_total", "Calls begun, by what the directory said."),
        MetricDescription("voicegate_calls_in_progress", "Calls of this instance that have not ended."),
        MetricDescription("voicegate_challenges_total", "Codes and pushes asked for, by factor and outcome."),
        MetricDescription("voicegate_challenge_answers_total", "Codes checked and pushes answered, by outcome."),
        MetricDescription("voicegate_call_events_total", "What the audit trail records, counted."),
        MetricDescription("voicegate_call_failures_total", "Steps that ended in the apology."),
        MetricDescription("voicegate_forwarded_calls_total", "Calls to company numbers, by what became of them."),
        MetricDescription("voicegate_forwarded_texts_total", "Texts to company numbers, by where they went."),
        MetricDescription("voicegate_voicemails_total", "Voicemails, by what became of the text about them."),
        MetricDescription("voicegate_texts_undelivered_total", "Texts of ours that were not delivered, by cause."),
        MetricDescription("voicegate_recording_deletions_total", "Recordings deleted at Twilio, by outcome."),
        MetricDescription("voicegate_webhooks_refused_total", "Webhooks without a valid signature or too large."),
        MetricDescription("voicegate_request_seconds", "Time to our answer, by route, method and status."),
        MetricDescription("voicegate_upstream_request_seconds", "Time to an answer of somebody else's server."),
        MetricDescription("voicegate_database_connections", "Connections of this instance, by what they do."),
        MetricDescription("voicegate_database_waiting", "Pieces of work that wait for the database."),
        MetricDescription(
            "voicegate_database_wait_seconds", "How long work waited for a connection to PostgreSQL.",
            buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2]),
        MetricDescription("voicegate_sends_total", "Codes handed to providers, by provider, channel and outcome."),
        MetricDescription("voicegate_sends_refused_total", "Codes that policy did not let be sent, by reason."),
        MetricDescription("voicegate_deliveries_total", "Telephony hook events, by channel and status."),
        MetricDescription("voicegate_telephony_hook_seconds", "Time to the telephony hook's answer."),
        MetricDescription("voicegate_connections", "Open connections, by side."),
        MetricDescription(
            "voicegate_connections_cut_total", "Connections cut since their request did not come to its end in time."),
        MetricDescription("voicegate_hooks_turned_away_total", "Telephony hooks left to Okta, by reason."),
        MetricDescription("voicegate_hooks_in_progress", "Telephony hooks that are being worked on."),
        MetricDescription("voicegate_hook_lag_seconds", "How long tasks wait for a thread."),
        MetricDescription("voicegate_breaker_state", "0: provider in use, 1: being tried again, 2: skipped."),
        MetricDescription("voicegate_delivery_reports_total", "Delivery reports, by provider, status and result."),
        MetricDescription("voicegate_codes_unwanted_total", "People who said that they had not asked for a code."),
        MetricDescription("voicegate_events_total", "Events that Okta's event hook brought."),
        MetricDescription("voicegate_code_feedback_total", "Providers told how codes ended, by use and result."),
        MetricDescription("voicegate_outbox_jobs_total", "Jobs worked off, by kind and result."),
        MetricDescription("voicegate_outbox_jobs_waiting", "Jobs of all instances that are not done."),
        MetricDescription("voicegate_outbox_oldest_seconds", "Age of the oldest job that is not done."),
        MetricDescription("voicegate_outbox_seconds", "Time from a job's beginning to its end."),
        MetricDescription("voicegate_issuer_key_fetches_total", "Fetches of the keys of HOOK_OAUTH_ISSUER."),
    ]
}

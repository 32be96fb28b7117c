public import Foundation
import Texts
public import Logging

/// Writes each entry as one line for people at a terminal.
///
/// `12:34:56.789 warning okta: rate limit is low remaining=12`. The time is UTC. Control characters come escaped, so
/// that nobody can end a line or move the cursor by what he has a caller's webhook say.
///
/// Messages and metadata go through a ``Redaction`` before they are written.
public struct TextLogHandler: LogHandler {
    /// The lowest level that is written.
    public var logLevel: Logger.Level
    /// What the logger adds to each entry.
    public var metadata: Logger.Metadata = [:]
    /// Adds to each entry what the task's context holds.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let sink: any LogSink
    private let redaction: Redaction
    private let isColoured: Bool
    private let now: @Sendable () -> Date

    /// Creates the handler of one logger.
    ///
    /// - Parameters:
    ///   - label: The logger's label.
    ///   - level: The lowest level that is written.
    ///   - sink: Where the lines go.
    ///   - redaction: What is taken out of messages and metadata.
    ///   - isColoured: Whether levels are coloured by ANSI sequences.
    ///   - metadataProvider: Adds metadata to each entry, from the task's context.
    ///   - now: The time of an entry.
    public init(
        label: String, level: Logger.Level = .info, sink: any LogSink, redaction: Redaction, isColoured: Bool = false,
        metadataProvider: Logger.MetadataProvider? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.label = label
        self.logLevel = level
        self.sink = sink
        self.redaction = redaction
        self.isColoured = isColoured
        self.metadataProvider = metadataProvider
        self.now = now
    }

    /// What the logger adds to each entry under one key.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        let time = String(decoding: ISO8601.bytes(now()).dropFirst(11).dropLast(), as: UTF8.self)
        let padding = String(repeating: " ", count: max(0, 8 - event.level.rawValue.count))
        var line = "\(time) \(coloured(event.level))\(padding)\(visible(label)): "
        line += visible(redaction.apply(to: event.message.description))
        let metadata = LogFields(
            handler: metadata, provider: metadataProvider, event: event, redaction: redaction)
        for (key, value) in metadata.fields {
            line += " \(visible(key))=\(quotedIfNeeded(text(value)))"
        }
        sink.write(Array(line.utf8) + [UInt8(ascii: "\n")])
    }

    private func text(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): redaction.apply(to: text)
        case .stringConvertible(let value): redaction.apply(to: value.description)
        case .array(let values): "[\(values.map { text($0) }.joined(separator: ", "))]"
        case .dictionary(let values):
            "{\(values.sorted { $0.key < $1.key }.map { "\(redaction.apply(to: $0.key)): \(text($0.value))" }.joined(separator: ", "))}"
        }
    }

    private func coloured(_ level: Logger.Level) -> String {
        guard isColoured else { return level.rawValue }
        let colour =
            switch level {
            case .trace, .debug: "2"
            case .info, .notice: "36"
            case .warning: "33"
            case .error, .critical: "31"
            }
        return "\u{1B}[\(colour)m\(level.rawValue)\u{1B}[0m"
    }

    private func quotedIfNeeded(_ text: String) -> String {
        let text = visible(text)
        guard text.isEmpty || text.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else { return text }
        return "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\""))\""
    }

    /// The text with what a terminal would act on written out.
    private func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.isHidden) else { return text }
        var visible = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": visible += "\\n"
            case "\r": visible += "\\r"
            case "\t": visible += "\\t"
            case _ where scalar.isHidden: visible += "\\u{\(String(scalar.value, radix: 16))}"
            default: visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }
}

public import Foundation
import JSON
import Texts
public import Logging

/// Writes each entry as one line of JSON, for machines.
///
/// The fields are `time` (RFC 3339, UTC, milliseconds), `level`, `logger`, `message`, then the metadata in the order
/// of their names: of a dictionary one field a key (`peer.address`), of an array a JSON array. Values are text. A
/// metadata key that is one of the four names comes as `metadata.time` and so on. An entry's error is in
/// `error.message` and `error.type`.
///
/// Messages and metadata go through a ``Redaction`` before they are written.
public struct JSONLogHandler: LogHandler {
    /// The lowest level that is written.
    public var logLevel: Logger.Level
    /// What the logger adds to each entry.
    public var metadata: Logger.Metadata = [:]
    /// Adds to each entry what the task's context holds.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let sink: any LogSink
    private let redaction: Redaction
    private let now: @Sendable () -> Date

    /// Creates the handler of one logger.
    ///
    /// - Parameters:
    ///   - label: The logger's label.
    ///   - level: The lowest level that is written.
    ///   - sink: Where the lines go.
    ///   - redaction: What is taken out of messages and metadata.
    ///   - metadataProvider: Adds metadata to each entry, from the task's context.
    ///   - now: The time of an entry.
    public init(
        label: String, level: Logger.Level = .info, sink: any LogSink, redaction: Redaction,
        metadataProvider: Logger.MetadataProvider? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.label = label
        self.logLevel = level
        self.sink = sink
        self.redaction = redaction
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
        var line = JSONWriter()
        line.object { line in
            line.member("time", plain: ISO8601.bytes(now()))
            line.member("level", event.level.rawValue)
            line.member("logger", label)
            line.member("message", redaction.apply(to: event.message.description))
            let metadata = LogFields(
                handler: metadata, provider: metadataProvider, event: event, reserved: Self.ownKeys,
                redaction: redaction)
            for (key, value) in metadata.fields {
                line.key(key)
                write(value, to: &line)
            }
        }
        line.newLine()
        sink.write(line.bytes)
    }

    private static let ownKeys: Set<String> = ["time", "level", "logger", "message"]

    private func write(_ value: Logger.MetadataValue, to line: inout JSONWriter) {
        switch value {
        case .string(let text): line.value(redaction.apply(to: text))
        case .stringConvertible(let value): line.value(redaction.apply(to: value.description))
        case .array(let values):
            line.list { list in
                for value in values { write(value, to: &list) }
            }
        case .dictionary(let values):
            line.object { object in
                for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                    object.key(redaction.apply(to: key))
                    write(value, to: &object)
                }
            }
        }
    }
}

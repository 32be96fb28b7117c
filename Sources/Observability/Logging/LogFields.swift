import Logging

/// The metadata of a log entry, flat and in order.
///
/// A dictionary becomes one field a key (`peer.address`); an array stays one value.
struct LogFields {
    /// Names and values; no name twice.
    private(set) var fields: [(key: String, value: Logger.MetadataValue)] = []

    /// What the web server says under a name of its own.
    private static let otherNames = [("hb.request.id", "request_id")]

    /// Gathers what the handler, the provider and the call have said; of one key, the last of them counts.
    ///
    /// - Parameters:
    ///   - handler: The logger's metadata.
    ///   - provider: Adds what the task's context holds.
    ///   - event: The entry.
    ///   - reserved: Names of the line's own fields: metadata under one of these gets `metadata.` before it.
    ///   - redaction: Names may come from outside too, as keys of a dictionary.
    init(
        handler: Logger.Metadata, provider: Logger.MetadataProvider?, event: LogEvent, reserved: Set<String> = [],
        redaction: Redaction
    ) {
        var merged = handler
        if let provided = provider?.get(), !provided.isEmpty {
            merged.merge(provided) { _, new in new }
        }
        if let explicit = event.metadata, !explicit.isEmpty {
            merged.merge(explicit) { _, new in new }
        }
        if let error = event.error {
            merged["error.message"] = "\(error)"
            merged["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        for (theirs, ours) in Self.otherNames {
            guard let value = merged.removeValue(forKey: theirs) else { continue }
            merged[ours] = merged[ours] ?? value
        }
        for (key, value) in merged {
            add(value, key: redaction.apply(to: reserved.contains(key) ? "metadata.\(key)" : key), redaction)
        }
        fields.sort { $0.key < $1.key }
        // `peer` with a key `address`, and `peer.address`: JSON would have one name twice.
        for index in fields.indices.dropFirst().reversed() where fields[index].key == fields[index - 1].key {
            fields.remove(at: index)
        }
    }

    private mutating func add(_ value: Logger.MetadataValue, key: String, _ redaction: Redaction) {
        guard case .dictionary(let values) = value, !values.isEmpty else {
            fields.append((key, value))
            return
        }
        for (name, inner) in values { add(inner, key: "\(key).\(redaction.apply(to: name))", redaction) }
    }
}

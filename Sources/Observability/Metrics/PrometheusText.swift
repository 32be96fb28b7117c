/// The text format of Prometheus, version 0.0.4.
///
/// Source: prometheus.io/docs/instrumenting/exposition_formats and …/concepts/data_model.
enum PrometheusText {
    /// A name of a metric: letters, digits, `_` and `:`, all else as `_`.
    static func metricName(_ text: String) -> String { name(text, extra: ":") }

    /// The labels of a series as they stand between braces, sorted by name: `method="get",route="/ivr"`.
    ///
    /// - Parameters:
    ///   - dimensions: Names and values. Of two with one name the first counts: a repeated label would make
    ///     Prometheus refuse the whole page.
    ///   - isHistogram: `le` is the histogram's own label, so a dimension of that name becomes `exported_le`.
    /// - Returns: Text that tells the series of one metric apart.
    static func labels(_ dimensions: [(String, String)], isHistogram: Bool) -> String {
        guard !dimensions.isEmpty else { return "" }
        var labels: [(name: String, value: String)] = []
        for (label, value) in dimensions {
            var name = labelName(label)
            if isHistogram, name == "le" { name = "exported_le" }
            if !labels.contains(where: { $0.name == name }) { labels.append((name, value)) }
        }
        labels.sort { $0.name < $1.name }
        return labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    }

    static func header(_ name: String, help: String, type: String) -> String {
        "# HELP \(name) \(escaped(help, quotes: false))\n# TYPE \(name) \(type)\n"
    }

    static func line(_ name: String, labels: String, value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Names that begin with `__` are Prometheus' own.
    private static func labelName(_ text: String) -> String {
        let label = name(text, extra: "_")
        return label.hasPrefix("__") ? "exported" + label : label
    }

    private static func name(_ text: String, extra: Unicode.Scalar) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", extra: name.unicodeScalars.append(scalar)
            default: name += "_"
            }
        }
        if let first = name.utf8.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") { name = "_" + name }
        return name.isEmpty ? "_" : name
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        let needsEscape = text.utf8.contains { byte in
            byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || quotes && byte == UInt8(ascii: "\"")
        }
        guard needsEscape else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

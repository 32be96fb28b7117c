/// YAML, as much of it as manifests and rules need.
///
/// Block and flow mappings and sequences, plain, quoted and folded scalars, comments, several documents. Anything else
/// is an error, never a guess.
enum YAML: Equatable {
    case mapping([String: YAML])
    case sequence([YAML])
    case scalar(String)

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Finds what stands under keys, one inside the other; a number counts the items of a sequence.
    subscript(_ path: String...) -> YAML? {
        path.reduce(self) { node, key in
            switch node {
            case .mapping(let values): values[key]
            case .sequence(let items): Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
            case .scalar, nil: nil
            }
        }
    }

    var text: String? { if case .scalar(let text) = self { text } else { nil } }
    var number: Int? { text.flatMap { Int($0) } }
    var items: [YAML] { if case .sequence(let items) = self { items } else { [] } }
    var values: [String: YAML] { if case .mapping(let values) = self { values } else { [:] } }

    static func documents(_ text: String) throws(Fault) -> [YAML] {
        var documents: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "---" { documents.append([]) } else { documents[documents.count - 1].append(line) }
        }
        var read: [YAML] = []
        for lines in documents {
            var reader = YAMLReader(lines)
            if !reader.isAtEnd { read.append(try reader.document()) }
        }
        return read
    }
}

/// Reads one document, line by line.
private struct YAMLReader {
    private struct Line {
        let indent: Int
        var text: String
    }

    private var lines: [Line]
    private var at = 0

    init(_ lines: [Substring]) {
        self.lines = lines.compactMap { line in
            let text = Self.withoutComment(String(line))
            let content = text.drop { $0 == " " }
            return content.isEmpty ? nil : Line(indent: text.count - content.count, text: String(content))
        }
    }

    var isAtEnd: Bool { at >= lines.count }

    mutating func document() throws(YAML.Fault) -> YAML {
        let node = try block(lines[at].indent)
        guard isAtEnd else { throw fault("it is not indented as what stands before it") }
        return node
    }

    private func fault(_ what: String) -> YAML.Fault {
        YAML.Fault(description: "\(isAtEnd ? "end" : lines[at].text): \(what)")
    }

    private mutating func block(_ indent: Int) throws(YAML.Fault) -> YAML {
        if lines[at].text.hasPrefix("- ") { return try sequence(indent) }
        return try mapping(indent)
    }

    private mutating func sequence(_ indent: Int) throws(YAML.Fault) -> YAML {
        var items: [YAML] = []
        while !isAtEnd, lines[at].indent == indent, lines[at].text.hasPrefix("- ") {
            let rest = String(lines[at].text.dropFirst(2))
            if rest.hasPrefix("{") || Self.split(rest) == nil {
                items.append(try Self.value(rest))
                at += 1
            } else {
                // The item is a mapping that begins on the line of its dash.
                lines[at] = Line(indent: indent + 2, text: rest)
                items.append(try mapping(indent + 2))
            }
        }
        return .sequence(items)
    }

    private mutating func mapping(_ indent: Int) throws(YAML.Fault) -> YAML {
        var values: [String: YAML] = [:]
        while !isAtEnd, lines[at].indent == indent, !lines[at].text.hasPrefix("- ") {
            guard let (key, rest) = Self.split(lines[at].text) else { throw fault("neither key nor item") }
            guard values[key] == nil else { throw fault("the key stands twice") }
            at += 1
            values[key] = try value(of: rest, under: indent)
        }
        guard !values.isEmpty else { throw fault("nothing is here") }
        return .mapping(values)
    }

    private mutating func value(of rest: String, under indent: Int) throws(YAML.Fault) -> YAML {
        if rest == ">" || rest == "|" {
            var folded: [String] = []
            while !isAtEnd, lines[at].indent > indent {
                folded.append(lines[at].text)
                at += 1
            }
            return .scalar(folded.joined(separator: rest == ">" ? " " : "\n"))
        }
        guard rest.isEmpty else { return try Self.value(rest) }
        guard !isAtEnd, lines[at].indent > indent || lines[at].indent == indent && lines[at].text.hasPrefix("- ")
        else { return .scalar("") }
        return try block(lines[at].indent)
    }

    // MARK: Inside a line

    private static func withoutComment(_ line: String) -> String {
        var quote: Character?
        var before: Character = " "
        for (offset, character) in line.enumerated() {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'", before == " " || before == "[" {
                quote = character
            } else if character == "#", before == " " {
                return trimmed(String(line.prefix(offset)), end: true)
            }
            before = character
        }
        return trimmed(line, end: true)
    }

    private static func trimmed(_ text: String, end: Bool = false) -> String {
        var text = Substring(text)
        while text.last == " " { text.removeLast() }
        return String(end ? text : text.drop { $0 == " " })
    }

    /// A key and what follows it; nil for what has no key.
    private static func split(_ text: String) -> (String, String)? {
        guard let key = text.prefixMatch(of: #/([A-Za-z0-9_.\/-]+):( +|$)/#) else { return nil }
        return (String(key.output.1), String(text[key.range.upperBound...]))
    }

    private static func value(_ text: String) throws(YAML.Fault) -> YAML {
        guard let first = text.first, let last = text.last else { return .scalar("") }
        switch first {
        case "{":
            guard last == "}" else { throw YAML.Fault(description: "\(text): no end") }
            var values: [String: YAML] = [:]
            for part in parts(text) {
                guard let (key, rest) = split(part) else { throw YAML.Fault(description: "\(text): no key") }
                values[key] = try value(rest)
            }
            return .mapping(values)
        case "[":
            guard last == "]" else { throw YAML.Fault(description: "\(text): no end") }
            var items: [YAML] = []
            for part in parts(text) { items.append(try value(part)) }
            return .sequence(items)
        case "\"", "'":
            guard text.count > 1, last == first else { throw YAML.Fault(description: "\(text): no end") }
            return .scalar(String(text.dropFirst().dropLast()))
        case "&", "*", "!", "|", ">", "%", "@", "`": throw YAML.Fault(description: "\(text): not read here")
        default:
            guard !text.contains(": ") else { throw YAML.Fault(description: "\(text): quote it") }
            return .scalar(text)
        }
    }

    /// What stands between the commas of a flow collection, not of those inside it.
    private static func parts(_ text: String) -> [String] {
        var (parts, part, depth) = ([String](), "", 0)
        for character in text.dropFirst().dropLast() {
            depth += "{[".contains(character) ? 1 : "}]".contains(character) ? -1 : 0
            if character == ",", depth == 0 {
                parts.append(trimmed(part))
                part = ""
            } else {
                part.append(character)
            }
        }
        return (parts + [trimmed(part)]).filter { !$0.isEmpty }
    }
}

/// Divides a template into text and tags, and refuses the tags that templates may not use.
///
/// Mustache itself lets unknown names and raw tags pass in silence, so that the tags are read here as well.
struct TemplateScanner {
    private let path: String
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private(set) var tokens: [TemplateToken] = []
    private(set) var faults: [TemplateFault] = []
    /// Names of sections that were refused already; their ends need no further word.
    private var refused: Set<String> = []

    /// - Parameters:
    ///   - text: The file's text, lines ended by `\n`.
    ///   - path: How faults name the file.
    init(_ text: String, path: String) {
        self.path = path
        bytes = Array(text.utf8)
    }

    mutating func scan() {
        var textStart = position
        var textLine = line
        while position < bytes.count {
            guard isOpening(at: position) else {
                if bytes[position] == UInt8(ascii: "\n") { line += 1 }
                position += 1
                continue
            }
            appendText(from: textStart, line: textLine)
            tag()
            textStart = position
            textLine = line
        }
        appendText(from: textStart, line: textLine)
        checkSections()
    }

    private mutating func appendText(from start: Int, line: Int) {
        guard start < position else { return }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        checkBraces(in: text, line: line)
        tokens.append(TemplateToken(kind: .text(text), line: line))
    }

    /// Warns of a tag that lost a brace: `{first}}` would be spoken.
    private mutating func checkBraces(in text: String, line: Int) {
        var depth = 0
        for (offset, piece) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            for byte in piece.utf8 where byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
                depth += byte == UInt8(ascii: "{") ? 1 : -1
                guard depth < 0 else { continue }
                depth = 0
                warn("a } without its {", mend: "tags are written {{name}}", line: line + offset)
            }
        }
    }

    private mutating func tag() {
        let start = line
        guard let end = closing(after: position + 2) else {
            fault("{{ without }}", mend: "tags are written {{name}}", line: start)
            position = bytes.count
            return
        }
        let inside = bytes[(position + 2)..<end]
        line += inside.count { $0 == UInt8(ascii: "\n") }
        position = end + 2
        if inside.first == UInt8(ascii: "{"), position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
        }
        guard let kind = kind(of: inside, line: start) else { return }
        tokens.append(TemplateToken(kind: kind, line: start))
    }

    private mutating func kind(of inside: ArraySlice<UInt8>, line: Int) -> TemplateToken.Kind? {
        let name = Self.trimmed(inside.dropFirst())
        switch inside.first {
        case UInt8(ascii: "!"): return .comment
        case UInt8(ascii: "#"): return self.name(name, line: line).map { .section($0) }
        case UInt8(ascii: "^"): return self.name(name, line: line).map { .inverted($0) }
        case UInt8(ascii: "/"): return self.name(name, line: line).map { .end($0) }
        case UInt8(ascii: ">"): return partial(name, line: line)
        case UInt8(ascii: "{"), UInt8(ascii: "&"):
            let bare = name.filter { $0 != "}" }
            fault(
                "a raw tag: what \(bare) holds could break the document", mend: "write {{\(bare)}}", line: line)
            return nil
        case UInt8(ascii: "="), UInt8(ascii: "%"), UInt8(ascii: "<"), UInt8(ascii: "$"):
            refused.insert(name)
            fault(
                "{{\(String(decoding: inside.prefix(1), as: UTF8.self)) … }} is not used here",
                mend: "templates have {{value}}, {{#section}}, {{^section}}, {{> _part}} and {{! comment }}", line: line
            )
            return nil
        default: return self.name(Self.trimmed(inside), line: line).map { .variable($0) }
        }
    }

    private mutating func name(_ name: String, line: Int) -> String? {
        if name == "." || Self.isName(name) { return name }
        fault(
            name.isEmpty ? "a tag without a name" : "{{\(name)}} is no name",
            mend: "names are letters, digits and hyphens",
            line: line)
        return nil
    }

    private mutating func partial(_ name: String, line: Int) -> TemplateToken.Kind? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isPath = (1...2).contains(parts.count) && parts.allSatisfy { Self.isName(String($0)) }
        guard isPath, parts.last?.first == "_" else {
            fault(
                "{{> \(name)}} includes no part",
                mend: "parts are files whose names begin with _, such as {{> _voice}}",
                line: line)
            return nil
        }
        return .partial(name)
    }

    // MARK: Bytes

    private func isOpening(at index: Int) -> Bool {
        index + 1 < bytes.count && bytes[index] == UInt8(ascii: "{") && bytes[index + 1] == UInt8(ascii: "{")
    }

    private func closing(after index: Int) -> Int? {
        var index = index
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "}"), bytes[index + 1] == UInt8(ascii: "}") { return index }
            index += 1
        }
        return nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let start = bytes.drop(while: XMLReader.isSpace)
        guard let last = start.lastIndex(where: { !XMLReader.isSpace($0) }) else { return "" }
        return String(decoding: start[start.startIndex...last], as: UTF8.self)
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || "-_".utf8.contains(byte)
                    || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
            }
    }

    mutating func fault(_ message: String, mend: String, line: Int) {
        faults.append(TemplateFault(path, line: line, message, mend: mend))
    }

    private mutating func warn(_ message: String, mend: String, line: Int) {
        faults.append(TemplateFault(path, line: line, message, mend: mend, severity: .warning))
    }
}

// MARK: - Sections

extension TemplateScanner {
    /// Checks that sections open and close in order; Mustache would only say that something is wrong at the file's end.
    private mutating func checkSections() {
        var open: [(name: String, line: Int)] = []
        for token in tokens {
            switch token.kind {
            case .section(let name), .inverted(let name): open.append((name, token.line))
            case .end(let name):
                if open.last?.name == name {
                    open.removeLast()
                } else if let index = open.lastIndex(where: { $0.name == name }) {
                    for section in open[(index + 1)...] { reportOpen(section.name, line: section.line) }
                    open.removeSubrange(index...)
                } else if !refused.contains(name) {
                    fault("{{/\(name)}} closes nothing", mend: "remove it, or open {{#\(name)}}", line: token.line)
                }
            case .text, .variable, .partial, .comment: break
            }
        }
        for section in open { reportOpen(section.name, line: section.line) }
    }

    private mutating func reportOpen(_ name: String, line: Int) {
        fault("the section `\(name)` is not closed", mend: "write {{/\(name)}}", line: line)
    }
}

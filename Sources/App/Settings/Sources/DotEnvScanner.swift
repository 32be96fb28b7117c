/// Goes through the text of a `.env` file, assignment by assignment.
struct DotEnvScanner {
    private let text: [Unicode.Scalar]
    private var position = 0
    private var line = 1

    init(_ source: String) {
        // Scalars, since Swift takes CR and LF together for one character.
        var scalars = Array(source.unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        text = scalars.indices.filter {
            scalars[$0] != "\r" || ($0 + 1 < scalars.count && scalars[$0 + 1] != "\n")
        }.map { scalars[$0] == "\r" ? " " : scalars[$0] }
    }

    private var current: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private mutating func advance() {
        if current == "\n" { line += 1 }
        position += 1
    }

    /// Reads the next assignment; nil at the end.
    mutating func next() throws(DotEnvError) -> (name: String, entry: DotEnvFile.Entry)? {
        while let scalar = current {
            if scalar == "\n" || Self.isBlank(scalar) {
                advance()
            } else if scalar == "#" {
                skipLine()
            } else if let assignment = try assignment() {
                return assignment
            }
        }
        return nil
    }

    /// Goes to the line after one that cannot be understood.
    mutating func skip(pastLine failed: Int) {
        position = 0
        line = 1
        while line <= failed, current != nil { advance() }
    }

    /// Reads `NAME=value` or `export NAME=value`; nil for a mere `export NAME`, which sets nothing.
    private mutating func assignment() throws(DotEnvError) -> (name: String, entry: DotEnvFile.Entry)? {
        var name = word()
        let isExport = name == "export" && current.map(Self.isBlank) == true
        if isExport {
            skipBlanks()
            name = word()
        }
        guard let first = name.utf8.first, !first.isDigit else {
            throw notAnAssignment
        }
        if current != "=" {
            let isSpaced = current.map(Self.isBlank) == true
            skipBlanks()
            if isExport, current == nil || current == "\n" || current == "#" { return nil }
            // The word is not quoted: it may be a line of a key that lost its quotes.
            if current == "=", isSpaced { throw fault("has a space before =", mend: "remove it") }
            throw notAnAssignment
        }
        advance()
        let start = line
        return (name, DotEnvFile.Entry(value: try value(), line: start))
    }

    /// Reads up to the end of the value, which may be some lines later.
    private mutating func value() throws(DotEnvError) -> String {
        let start = line
        var value = String.UnicodeScalarView()
        var isQuoted = false
        var isSpaced = false
        skipBlanks()
        // As in a shell, # starts a comment only after a space.
        if position > 0, Self.isBlank(text[position - 1]), current == "#" { skipLine() }
        while let scalar = current, scalar != "\n" {
            switch scalar {
            case "\0": throw fault("holds a NUL character", mend: "remove it")
            case "'", "\"":
                if isSpaced { throw fault("mixes spaces and quotes", mend: "put quotes around the whole value") }
                isQuoted = true
                try quoted(by: scalar, from: start, into: &value)
            case "\\":
                advance()
                if current == "\n" { advance() } else { takeEscaped(into: &value) }
            case _ where Self.isBlank(scalar):
                let blanks = skipBlanks()
                guard let after = current, after != "\n" else { break }
                if after == "#" {
                    skipLine()
                    break
                }
                if isQuoted { throw fault("goes on after the closing quote", mend: "start a comment with #") }
                if isAssignmentAhead { throw fault("holds several settings", mend: "give each a line of its own") }
                isSpaced = true
                value.append(contentsOf: blanks)
            default:
                value.append(scalar)
                advance()
            }
        }
        return String(value)
    }

    private mutating func quoted(
        by quote: Unicode.Scalar, from start: Int, into value: inout String.UnicodeScalarView
    ) throws(DotEnvError) {
        advance()
        while let scalar = current {
            advance()
            if scalar == quote { return }
            guard scalar == "\\", quote == "\"", let escaped = current else {
                value.append(scalar)
                continue
            }
            switch escaped {
            case "\n": break
            case "\"", "\\", "$", "`": value.append(escaped)
            default:
                value.append("\\")
                continue
            }
            advance()
        }
        throw DotEnvError(
            line: start, problem: "opens a quote that is never closed",
            mend: "close it, or put \\ before a quote that belongs to the value")
    }

    private mutating func takeEscaped(into value: inout String.UnicodeScalarView) {
        value.append(current ?? "\\")
        if current != nil { advance() }
    }

    /// Whether `NAME=` comes next: a shell would take it for a second setting.
    private var isAssignmentAhead: Bool {
        var copy = self
        let name = copy.word()
        return name.utf8.first.map { !$0.isDigit } == true && copy.current == "="
    }

    private mutating func word() -> String {
        var word = String.UnicodeScalarView()
        while let scalar = current,
            scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic
                || ("0"..."9").contains(scalar)
        {
            word.append(scalar)
            advance()
        }
        return String(word)
    }

    @discardableResult
    private mutating func skipBlanks() -> [Unicode.Scalar] {
        let start = position
        while let scalar = current, Self.isBlank(scalar) { advance() }
        return Array(text[start..<position])
    }

    private mutating func skipLine() {
        while let scalar = current, scalar != "\n" { advance() }
    }

    private var notAnAssignment: DotEnvError {
        fault("is not NAME=value", mend: "start it with a setting's name, or with # for a comment")
    }

    private func fault(_ problem: String, mend: String) -> DotEnvError {
        DotEnvError(line: line, problem: problem, mend: mend)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
}

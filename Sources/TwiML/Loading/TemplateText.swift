/// The text of a template as it is handed to Mustache, and where each line of it comes from.
///
/// Indentation and empty lines go: they mean nothing in TwiML, and a caller waits for every byte.
struct TemplateText {
    /// A line of a file.
    struct Origin: Equatable {
        let file: String
        let line: Int
    }

    /// What a file was in the middle of when a part began.
    struct Interruption {
        fileprivate let file: String
        fileprivate let isAtLineStart: Bool
        fileprivate let isLineEmpty: Bool
    }

    private enum Piece {
        case text(String)
        case origin(Int)
    }

    private var pieces: [Piece] = []
    private var origins: [Origin] = []
    private var file = ""
    /// Whether only space stands in the line yet, which goes.
    private var isAtLineStart = true
    /// Whether the line comes to nothing, so that its end goes too.
    private var isLineEmpty = true

    /// Marks are private-use characters: XML holds them, and nobody writes them.
    private static let firstMark: UInt32 = 0xF0000
    private static let markCount = 0xFFFD

    /// Begins a file; its lines are its own, also where it stands in the middle of another's line.
    mutating func enter(_ file: String) -> Interruption {
        defer {
            self.file = file
            isAtLineStart = true
            isLineEmpty = true
            mark(1)
        }
        return Interruption(file: self.file, isAtLineStart: isAtLineStart, isLineEmpty: isLineEmpty)
    }

    /// Goes back to the file that was interrupted.
    mutating func leave(to interruption: Interruption, line: Int) {
        file = interruption.file
        isAtLineStart = isAtLineStart && interruption.isAtLineStart
        isLineEmpty = isLineEmpty && interruption.isLineEmpty
        mark(line)
    }

    mutating func append(tag: String) {
        pieces.append(.text(tag))
        isAtLineStart = false
        isLineEmpty = false
    }

    /// Appends text of a file, line by line.
    ///
    /// - Parameters:
    ///   - words: The text.
    ///   - line: The line on which it begins.
    ///   - trimsEnd: Whether the file ends here: its last line ends are no part of it, so that a part can stand in the
    ///     middle of a line.
    mutating func append(_ words: String, line: Int, trimsEnd: Bool) {
        let lines = words.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, piece) in lines.enumerated() {
            let isLast = index == lines.count - 1
            var piece = isAtLineStart ? Self.withoutLeadingSpace(piece) : piece
            if !isLast || trimsEnd { piece = Self.withoutTrailingSpace(piece) }
            if !piece.isEmpty {
                pieces.append(.text(String(piece)))
                isAtLineStart = false
                isLineEmpty = false
            }
            guard !isLast else { break }
            let isEnd = trimsEnd && lines[(index + 1)...].allSatisfy { Self.withoutLeadingSpace($0).isEmpty }
            guard !isEnd else { break }
            if !isLineEmpty { pieces.append(.text("\n")) }
            isAtLineStart = true
            isLineEmpty = true
            mark(line + index + 1)
        }
    }

    private mutating func mark(_ line: Int) {
        guard origins.count < Self.markCount else { return }
        pieces.append(.origin(origins.count))
        origins.append(Origin(file: file, line: line))
    }

    private static func withoutLeadingSpace(_ text: Substring) -> Substring {
        text.drop { $0 == " " || $0 == "\t" }
    }

    private static func withoutTrailingSpace(_ text: Substring) -> Substring {
        var text = text
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

// MARK: - Reading it

extension TemplateText {
    var plain: String {
        pieces.map { if case .text(let text) = $0 { text } else { "" } }.joined()
    }

    var marked: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .origin(let index): Unicode.Scalar(Self.firstMark + UInt32(index)).map { String(Character($0)) } ?? ""
            }
        }.joined()
    }

    func origin(of mark: Unicode.Scalar) -> Origin? {
        guard mark.value >= Self.firstMark else { return nil }
        let index = Int(mark.value - Self.firstMark)
        return origins.indices.contains(index) ? origins[index] : nil
    }

    /// Finds where a line of ``plain`` comes from, counted from 1.
    func origin(ofLine wanted: Int) -> Origin? {
        var line = 1
        var found: Origin?
        for piece in pieces {
            switch piece {
            case .origin(let index): if line <= wanted { found = origins[index] }
            case .text(let text): line += text.utf8.count { $0 == UInt8(ascii: "\n") }
            }
            if line > wanted { break }
        }
        return found
    }
}

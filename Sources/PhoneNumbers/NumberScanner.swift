/// Finds what looks like a phone number in a text, and masks it.
///
/// The text is walked word by word, a word being a run of ASCII letters, digits and `_`. A word of digits, and those
/// that follow with a separator of numbers between, make a chain; a chain of seven digits or more is a number.
struct NumberScanner {
    static let fewestDigits = 7
    private static let mostDigits = 15

    let bytes: [UInt8]
    /// The positions of digits to hide, in order.
    private var hidden: [Int] = []

    /// Masks the numbers in a text; gives the text itself when there is none.
    static func mask(_ text: String) -> String {
        var scanner = NumberScanner(bytes: Array(text.utf8))
        scanner.scan()
        return scanner.hidden.isEmpty ? text : scanner.masked()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func scan() {
        var index = 0
        while index < bytes.count {
            guard bytes[index].isWord else {
                index += 1
                continue
            }
            if let end = endOfOther(at: index) {
                index = end
            } else if let chain = chain(at: index) {
                if chain.isNumber { hide(chain) }
                index = chain.end
            } else {
                index = endOfWord(at: index)
            }
        }
    }

    // MARK: Chains

    /// Digits that belong together.
    private struct Chain {
        var words: [Range<Int>]
        var hasPlus: Bool
        var isDecimal = false

        var end: Int { words.last?.upperBound ?? 0 }
        var digitCount: Int { words.reduce(0) { $0 + $1.count } }
        var isNumber: Bool { digitCount >= fewestDigits && !isDecimal }
    }

    private func chain(at index: Int) -> Chain? {
        guard let (first, hasPlus) = firstWord(at: index) else { return nil }
        var chain = Chain(words: [first], hasPlus: hasPlus)
        // A word that is long enough for a number is the last of its chain: what follows it is something else.
        while let last = chain.words.last, last.count < Self.fewestDigits, let next = nextWord(after: last.upperBound) {
            chain.words.append(next)
        }
        chain.isDecimal = isDecimal(chain)
        return chain
    }

    /// The digits that a chain begins with, and whether a `+` stands before them.
    private func firstWord(at start: Int) -> (digits: Range<Int>, hasPlus: Bool)? {
        let end = endOfWord(at: start)
        let before = start > 0 ? bytes[start - 1] : 0
        if before == UInt8(ascii: "+") {
            let digits = start..<(bytes[start..<end].firstIndex { !$0.isDigit } ?? end)
            return digits.isEmpty ? nil : (digits, true)
        }
        if before == UInt8(ascii: "%"), let word = percentEncodedWord(start..<end) { return word }
        if before == UInt8(ascii: "\\"), let word = escapedWord(start..<end) { return word }
        let word = start..<end
        return isDigits(word) && word.count <= Self.mostDigits ? (word, false) : nil
    }

    /// Digits after `%2B`, `%252B`, `%20` and their like.
    private func percentEncodedWord(_ word: Range<Int>) -> (digits: Range<Int>, hasPlus: Bool)? {
        var start = word.lowerBound
        var code: [UInt8] = []
        repeat {
            guard start + 2 < word.upperBound else { return nil }
            code = bytes[start..<start + 2].map { $0.isDigit ? $0 : $0 & 0xDF }
            start += 2
        } while code == Array("25".utf8)
        let digits = start..<word.upperBound
        let isPlus = code == Array("2B".utf8)
        return isDigits(digits) && (isPlus || digits.count >= Self.fewestDigits) ? (digits, isPlus) : nil
    }

    /// Digits after `\n`, `\u002B` and their like, as quoted text has them.
    private func escapedWord(_ word: Range<Int>) -> (digits: Range<Int>, hasPlus: Bool)? {
        let isPlus = word.count > 5 && String(decoding: bytes[word].prefix(5), as: UTF8.self).lowercased() == "u002b"
        let digits = word.dropFirst(isPlus ? 5 : 1)
        return !digits.isEmpty && isDigits(digits) ? (digits, isPlus) : nil
    }

    /// The word of digits that follows, one to three separators further on.
    private func nextWord(after end: Int) -> Range<Int>? {
        var start = end
        for _ in 0..<3 {
            guard let length = separatorLength(at: start) else { break }
            start += length
        }
        guard start > end, start < bytes.count, bytes[start].isDigit else { return nil }
        let word = start..<endOfWord(at: start)
        guard isDigits(word), word.count <= Self.mostDigits, endOfOther(at: start) == nil else { return nil }
        return word
    }

    private func separatorLength(at index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "+"):
            return 1
        case UInt8(ascii: "%") where index + 2 < bytes.count && bytes[index + 1] == UInt8(ascii: "2"):
            return "089DEFdef".utf8.contains(bytes[index + 2]) ? 3 : nil
        case 0xC2 where index + 1 < bytes.count && bytes[index + 1] == 0xA0:  // no-break space
            return 2
        case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80:
            // U+2010…U+2015 hyphens and dashes, U+202F narrow no-break space
            return (0x90...0x95).contains(bytes[index + 2]) || bytes[index + 2] == 0xAF ? 3 : nil
        default:
            return nil
        }
    }

    /// Whether a chain is a decimal fraction, as durations are.
    ///
    /// `555.1234` is how a local number is written, and `030.1234567` one with its area code.
    private func isDecimal(_ chain: Chain) -> Bool {
        guard chain.words.count == 2, !chain.hasPlus else { return false }
        let (whole, fraction) = (chain.words[0], chain.words[1])
        guard fraction.lowerBound == whole.upperBound + 1, bytes[whole.upperBound] == UInt8(ascii: ".") else {
            return false
        }
        let isLocalNumber = whole.count == 3 && fraction.count == 4
        return !isLocalNumber && (whole.count == 1 || bytes[whole.lowerBound] != UInt8(ascii: "0"))
    }

    // MARK: Words

    func endOfWord(at start: Int) -> Int { bytes[start...].firstIndex { !$0.isWord } ?? bytes.count }

    func isDigits(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(\.isDigit) }

    // MARK: Hiding

    private mutating func hide(_ chain: Chain) {
        let positions = chain.words.flatMap { Array($0) }
        let prefix = chain.hasPlus ? PhoneNumber.callingCodeLength(of: positions.prefix(3).map { bytes[$0] }) : 0
        let visible = PhoneNumber.visibleDigits(ofNational: positions.count - prefix)
        hidden += positions.dropFirst(prefix).dropLast(visible)
    }

    private func masked() -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + hidden.count * 2)
        var from = 0
        for position in hidden {
            result += bytes[from..<position]
            result += "•".utf8
            from = position + 1
        }
        result += bytes[from...]
        return String(decoding: result, as: UTF8.self)
    }
}

extension UInt8 {
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    var isWord: Bool {
        let lowercased = self | 0x20
        return isDigit || lowercased >= UInt8(ascii: "a") && lowercased <= UInt8(ascii: "z")
            || self == UInt8(ascii: "_")
    }
}

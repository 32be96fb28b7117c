/// What is made of digits and separators as a number is, and is none.
extension NumberScanner {
    /// The end of the date, time, UUID or IPv4 address that begins at the start of a word; nil when none does.
    func endOfOther(at start: Int) -> Int? {
        if start > 0, bytes[start - 1] == UInt8(ascii: "+") { return nil }
        return endOfUUID(at: start) ?? endOfDate(at: start) ?? endOfTime(at: start) ?? endOfAddress(at: start)
    }

    private func endOfUUID(at start: Int) -> Int? {
        let end = start + 36
        guard end <= bytes.count, end == bytes.count || !bytes[end].isWord else { return nil }
        for offset in 0..<36 {
            let byte = bytes[start + offset]
            let fits = [8, 13, 18, 23].contains(offset) ? byte == UInt8(ascii: "-") : byte.isHexDigit
            guard fits else { return nil }
        }
        return end
    }

    /// `2026-05-08`, with the time and the zone that may follow.
    private func endOfDate(at start: Int) -> Int? {
        guard let year = number(at: start, length: 4), (1900...2199).contains(year),
            has("-", at: start + 4), let month = number(at: start + 5, length: 2), (1...12).contains(month),
            has("-", at: start + 7), let day = number(at: start + 8, length: 2), (1...31).contains(day)
        else { return nil }
        let end = start + 10
        guard has("T", at: end) || has("t", at: end) || has(" ", at: end) else { return end }
        return endOfTime(at: end + 1) ?? end
    }

    /// `12:34`, `12:34:56`, `12:34:56.789012`, with the zone that may follow.
    private func endOfTime(at start: Int) -> Int? {
        guard number(at: start, length: 2) != nil, has(":", at: start + 2), number(at: start + 3, length: 2) != nil
        else { return nil }
        var end = start + 5
        if has(":", at: end), number(at: end + 1, length: 2) != nil {
            end += 3
            if has(".", at: end) || has(",", at: end) {
                let fraction = bytes[(end + 1)...].prefix { $0.isDigit }
                if (1...9).contains(fraction.count) { end = fraction.endIndex }
            }
        }
        guard has("+", at: end) || has("-", at: end),
            number(at: end + 1, length: 2) != nil || number(at: end + 1, length: 4) != nil
        else { return end }
        if number(at: end + 1, length: 4) != nil { return end + 5 }
        return has(":", at: end + 3) && number(at: end + 4, length: 2) != nil ? end + 6 : end
    }

    private func endOfAddress(at start: Int) -> Int? {
        if start > 0, bytes[start - 1] == UInt8(ascii: ".") { return nil }
        var end = start
        for group in 0..<4 {
            if group > 0 {
                guard has(".", at: end) else { return nil }
                end += 1
            }
            guard end < bytes.count else { return nil }
            let digits = bytes[end...].prefix { $0.isDigit }
            let hasLeadingZero = digits.count > 1 && digits.first == UInt8(ascii: "0")
            guard (1...3).contains(digits.count), !hasLeadingZero, let value = number(at: end, length: digits.count),
                value <= 255
            else { return nil }
            end = digits.endIndex
        }
        guard end < bytes.count else { return end }
        let continues = bytes[end].isWord || has(".", at: end) && end + 1 < bytes.count && bytes[end + 1].isDigit
        return continues ? nil : end
    }

    /// The number that exactly so many digits write.
    private func number(at start: Int, length: Int) -> Int? {
        let end = start + length
        guard end <= bytes.count, isDigits(start..<end), end == bytes.count || !bytes[end].isDigit else { return nil }
        return bytes[start..<end].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private func has(_ character: Unicode.Scalar, at index: Int) -> Bool {
        index < bytes.count && bytes[index] == UInt8(ascii: character)
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        let lowercased = self | 0x20
        return isDigit || lowercased >= UInt8(ascii: "a") && lowercased <= UInt8(ascii: "f")
    }
}

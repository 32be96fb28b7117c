public import Foundation

extension OfficeHours {
    /// Reads office hours.
    ///
    /// - Parameters:
    ///   - text: As it is written in Okta.
    ///   - defaultZone: The zone of hours that name none.
    /// - Throws: ``OfficeHoursFault``; who reads them then treats them as always open.
    public init(_ text: String, defaultZone: TimeZone = .gmt) throws(OfficeHoursFault) {
        guard text.utf8.count <= 500 else { throw OfficeHoursFault(.tooLong) }
        var words = Self.words(text)
        guard !words.isEmpty else { throw OfficeHoursFault(.empty) }
        let zone = try Self.zone(endOf: &words) ?? defaultZone
        var days = [[Range<Int>]](repeating: [], count: 7)
        let rules = words.split { $0 == ";" }
        guard !rules.isEmpty else { throw OfficeHoursFault(.time) }
        for rule in rules {
            let (indices, ranges) = try Self.rule(Array(rule))
            for index in indices { days[index] = ranges }
        }
        self.init(days: days, zone: zone)
    }

    /// Cuts a text into words; semicolons are words, and hyphens and commas hold theirs together.
    private static func words(_ text: String) -> [String] {
        var plain = text.replacing("\u{2013}", with: "-").replacing("\u{2014}", with: "-").replacing(";", with: " ; ")
        plain = plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for mark in ["-", ","] {
            plain = plain.replacing(" \(mark)", with: mark).replacing("\(mark) ", with: mark)
        }
        return plain.split(separator: " ").map(String.init)
    }

    /// Takes the zone off the end, when there is one.
    private static func zone(endOf words: inout [String]) throws(OfficeHoursFault) -> TimeZone? {
        guard let last = words.last, last.first?.isLetter == true, !isClosed(last) else { return nil }
        guard let zone = TimeZone(identifier: last) else { throw OfficeHoursFault(.zone) }
        words.removeLast()
        return zone
    }

    private static func rule(_ words: [String]) throws(OfficeHoursFault) -> (days: [Int], ranges: [Range<Int>]) {
        var words = words[...]
        var days = Array(0..<7)
        if let first = words.first, first.first?.isLetter == true, !isClosed(first) {
            days = try self.days(first)
            words = words.dropFirst()
        }
        guard words.count == 1, let times = words.first else { throw OfficeHoursFault(.time) }
        if isClosed(times) { return (days, []) }
        if times == "24/7" { return (days, [0..<minutesOfDay]) }
        var ranges: [Range<Int>] = []
        for part in times.split(separator: ",", omittingEmptySubsequences: false) {
            ranges.append(try range(part))
        }
        return (days, ranges)
    }

    private static func isClosed(_ word: String) -> Bool { ["off", "closed"].contains(word.lowercased()) }

    // MARK: Days

    private static func days(_ text: String) throws(OfficeHoursFault) -> [Int] {
        var days: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2, let first = ends.first, let last = ends.last else { throw OfficeHoursFault(.day) }
            let begin = try day(first)
            let end = try day(last)
            // Fr-Mo goes over the end of the week.
            days += (0...(end - begin + 7) % 7).map { (begin + $0) % 7 }
        }
        return days
    }

    private static func day(_ text: Substring) throws(OfficeHoursFault) -> Int {
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        let word = text.lowercased()
        guard word.count >= 2, let index = names.firstIndex(where: { $0.hasPrefix(word) }) else {
            throw OfficeHoursFault(.day)
        }
        return index
    }

    // MARK: Times

    private static func range(_ text: Substring) throws(OfficeHoursFault) -> Range<Int> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { throw OfficeHoursFault(.time) }
        let begin = try minutes(ends[0])
        let end = try minutes(ends[1])
        guard begin < minutesOfDay else { throw OfficeHoursFault(.time) }
        return begin < end ? begin..<end : begin..<(end + minutesOfDay)
    }

    private static func minutes(_ text: Substring) throws(OfficeHoursFault) -> Int {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            (1...2).contains(part.utf8.count)
                && part.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        }
        guard isPlain, (1...2).contains(parts.count), let hour = Int(parts[0]),
            let minute = parts.count == 2 ? Int(parts[1]) : 0, minute < 60, hour * 60 + minute <= minutesOfDay
        else { throw OfficeHoursFault(.time) }
        return hour * 60 + minute
    }
}

extension ValueFormat where Value == Int {
    /// A whole number.
    static func integer(_ range: ClosedRange<Int>, of what: String = "") -> Self {
        let unit = what.isEmpty ? "" : " of \(what)"
        return Self("a whole number\(unit) from \(range.lowerBound) to \(range.upperBound)") {
            text, _ throws(ValueFault) in
            // `Int(_:)` would also take a sign.
            guard text.utf8.allSatisfy(\.isDigit), let number = Int(text), range.contains(number) else {
                throw ValueFault()
            }
            return number
        }
    }

    /// A port to listen on; 0 takes a free one.
    static let port = integer(0...65535)
}

extension ValueFormat where Value == Duration {
    /// A whole number of seconds.
    static func wholeSeconds(_ range: ClosedRange<Int>) -> Self {
        let format = ValueFormat<Int>.integer(range, of: "seconds")
        return Self(format.expectation) { text, context throws(ValueFault) in
            .seconds(try format.parse(text, context))
        }
    }

    /// A whole number of milliseconds.
    static func milliseconds(_ range: ClosedRange<Int>) -> Self {
        let format = ValueFormat<Int>.integer(range, of: "milliseconds")
        return Self(format.expectation) { text, context throws(ValueFault) in
            .milliseconds(try format.parse(text, context))
        }
    }

    /// A number of seconds with a decimal point; the bounds are milliseconds.
    static func seconds(_ milliseconds: ClosedRange<Int>) -> Self {
        let least = Decimals.text(milliseconds.lowerBound)
        let most = Decimals.text(milliseconds.upperBound)
        return Self("a number of seconds from \(least) to \(most)") { text, _ throws(ValueFault) in
            guard let value = Decimals.milliseconds(text), milliseconds.contains(value) else {
                throw ValueFault(mend: text.contains(",") ? "write a decimal point, as in 2.5" : nil)
            }
            return .milliseconds(value)
        }
    }
}

/// Decimal fractions of a second, without the exponents, signs and `nan` that `Double(_:)` would take.
private enum Decimals {
    static func milliseconds(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, (1...9).contains(whole.utf8.count),
            whole.utf8.allSatisfy(\.isDigit), let seconds = Int(whole)
        else { return nil }
        guard parts.count == 2, let fraction = parts.last else { return seconds * 1000 }
        guard (1...3).contains(fraction.utf8.count), fraction.utf8.allSatisfy(\.isDigit),
            let thousandths = Int(fraction + String(repeating: "0", count: 3 - fraction.utf8.count))
        else { return nil }
        return seconds * 1000 + thousandths
    }

    static func text(_ milliseconds: Int) -> String {
        guard milliseconds % 1000 != 0 else { return "\(milliseconds / 1000)" }
        var fraction = String("\(1000 + milliseconds % 1000)".dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(milliseconds / 1000).\(fraction)"
    }
}

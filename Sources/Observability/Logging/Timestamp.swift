import Foundation

/// Writes moments as RFC 3339 has them, in UTC with milliseconds: `2026-05-08T12:34:56.789Z`.
enum Timestamp {
    static func text(_ date: Date) -> [UInt8] {
        // Dates beyond this have years of five digits, which RFC 3339 has not.
        let latest = 253_402_300_799_999.0
        let total = Int64(min(max((date.timeIntervalSince1970 * 1000).rounded(), 0), latest))
        var seconds = time_t(total / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        append(Int(parts.tm_year) + 1900, digits: 4, then: "-", to: &text)
        append(Int(parts.tm_mon) + 1, digits: 2, then: "-", to: &text)
        append(Int(parts.tm_mday), digits: 2, then: "T", to: &text)
        append(Int(parts.tm_hour), digits: 2, then: ":", to: &text)
        append(Int(parts.tm_min), digits: 2, then: ":", to: &text)
        append(Int(parts.tm_sec), digits: 2, then: ".", to: &text)
        append(Int(total % 1000), digits: 3, then: "Z", to: &text)
        return text
    }

    private static func append(_ value: Int, digits: Int, then separator: Unicode.Scalar, to text: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
        text.append(UInt8(ascii: separator))
    }
}

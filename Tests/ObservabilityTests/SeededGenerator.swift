import Foundation

/// SplitMix64: the same seed gives the same run.
struct SeededGenerator: RandomNumberGenerator {
    /// What a failing test prints; `VOICEGATE_SEED` repeats it.
    let seed: UInt64
    private var state: UInt64

    init() {
        let given = ProcessInfo.processInfo.environment["VOICEGATE_SEED"].flatMap { UInt64($0) }
        seed = given ?? UInt64.random(in: 0...UInt64(UInt32.max))
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A text with everything in it that formats choke on.
    mutating func text(upTo length: Int) -> String {
        let pieces = Array("abcZ019 _-.:,={}[]()/\\\"'`\0\n\r\t\u{1B}\u{7F}\u{2028}\u{202E}é＋📞\u{301}%+")
        return String(
            (0..<Int.random(in: 0...length, using: &self)).compactMap { _ in pieces.randomElement(using: &self) })
    }
}

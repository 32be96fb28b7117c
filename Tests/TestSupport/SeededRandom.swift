import Foundation

/// Random numbers that come again with the same seed (SplitMix64).
public struct SeededRandom: RandomNumberGenerator, Sendable {
    /// What a failing test says, for whoever wants the same numbers again.
    public let seed: UInt64
    private var state: UInt64

    /// Makes the numbers of a seed.
    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// Makes other numbers in each run; `VOICEGATE_SEED` repeats those of one.
    public init() {
        let given = ProcessInfo.processInfo.environment["VOICEGATE_SEED"].flatMap { UInt64($0) }
        self.init(seed: given ?? .random(in: 0...UInt64(UInt32.max)))
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

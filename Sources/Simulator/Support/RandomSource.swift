import Synchronization

/// Where the simulator's codes, identifiers and number challenges come from.
public struct RandomSource: Sendable {
    private let draw: @Sendable (ClosedRange<Int>) -> Int

    /// Makes a source from a function that draws from a range.
    public init(_ draw: @escaping @Sendable (ClosedRange<Int>) -> Int) {
        self.draw = draw
    }

    /// The system's generator.
    public static let system = RandomSource { Int.random(in: $0) }

    /// A source that gives the same values again for the same seed.
    public static func seeded(_ seed: UInt64) -> RandomSource {
        let generator = SplitMix(state: seed)
        return RandomSource { generator.draw($0) }
    }

    /// Draws a number.
    func number(in range: ClosedRange<Int>) -> Int { draw(range) }

    /// Draws decimal digits, such as those of a code.
    func digits(_ count: Int) -> String {
        String((0..<count).map { _ in character(of: "0123456789") })
    }

    /// Draws lower-case hexadecimal digits, such as those of a SID.
    func hex(_ count: Int) -> String {
        String((0..<count).map { _ in character(of: "0123456789abcdef") })
    }

    /// Draws letters and digits, such as those of Okta's identifiers.
    func letters(_ count: Int) -> String {
        String((0..<count).map { _ in character(of: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") })
    }

    private func character(of alphabet: String) -> Character {
        let characters = Array(alphabet)
        return characters[draw(0...(characters.count - 1))]
    }
}

/// Sebastiano Vigna's SplitMix64: small, and good enough for test data.
private final class SplitMix: Sendable {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private let generator: Mutex<Generator>

    init(state: UInt64) {
        generator = Mutex(Generator(state: state))
    }

    func draw(_ range: ClosedRange<Int>) -> Int {
        generator.withLock { Int.random(in: range, using: &$0) }
    }
}

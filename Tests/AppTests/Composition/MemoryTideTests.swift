import Testing

@testable import App

@Suite("Giving memory back")
struct MemoryTideTests {
    private let mega = 1 << 20

    private func highs(_ readings: Int..., from tide: MemoryTide = MemoryTide()) -> [Bool] {
        var tide = tide
        return readings.map { tide.isHigh($0 * mega) }
    }

    @Test func `It is worth while when much has come on top`() {
        #expect(highs(60, 75, 76) == [false, false, true])
    }

    @Test func `What cannot be given back is not asked for again and again`() {
        var tide = MemoryTide()
        tide.settled(at: 120 * mega)
        #expect(highs(130, 136, from: tide) == [false, true])
    }

    @Test func `Memory that fell by itself counts from there`() {
        #expect(highs(100, 50, 66) == [false, false, true])
    }
}

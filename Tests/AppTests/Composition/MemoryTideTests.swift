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

@Suite("Code in memory")
struct CodeMappingTests {
    @Test(
        "Only code of files is let go of",
        arguments: [
            ("7f00a000-7f00c000 r-xp 00001000 fe:01 1234                       /usr/lib/a b.so", true),
            ("7f00a000-7f00c000 r--p 00001000 fe:01 1234                       /usr/lib/a.so", false),
            ("7f00a000-7f00c000 rwxp 00001000 fe:01 1234                       /usr/lib/a.so", false),
            ("7f00a000-7f00c000 r-xp 00000000 00:00 0                          [vdso]", false),
            ("7f00a000-7f00c000 r-xp 00000000 00:00 0", false),
            ("7f00c000-7f00a000 r-xp 00001000 fe:01 1234 /x", false), ("", false),
        ])
    func lines(line: String, isCode: Bool) {
        let mapping = CodeMapping(line[...])
        #expect((mapping != nil) == isCode)
        if let mapping { #expect(mapping.start == 0x7f00_a000 && mapping.end == 0x7f00_c000) }
    }

    @Test("Code that was let go of runs all the same")
    func letGo() {
        let all = CodeMapping.all()
        #if os(Linux)
            // The program and every library of Swift's.
            #expect(all.count > 10)
        #endif
        for mapping in all { mapping.letGo() }
        #expect((0..<1000).map { "\($0)" }.joined().count == 2890)
    }
}

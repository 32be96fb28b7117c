import Testing

@testable import Simulator

@Suite("Time in the simulated world")
struct ClockTests {
    @Test("A hand-driven clock wakes sleepers whose moment has come, and only them")
    func manualClock() async throws {
        let clock = ManualClock()
        let early = Task { try await clock.sleep(until: .seconds(1)) }
        let late = Task { try await clock.sleep(until: .seconds(100)) }
        clock.advance(by: .seconds(2))
        try await early.value
        #expect(clock.now == .seconds(2))
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
    }

    @Test("A moment in the past is no wait")
    func past() async throws {
        let clock = ManualClock()
        clock.advance(by: .seconds(5))
        try await clock.sleep(until: .seconds(5))
        clock.advance(to: .seconds(1))
        #expect(clock.now == .seconds(5))
    }

    @Test("A fast clock runs faster than the real one")
    func fastClock() async throws {
        let clock = RunningClock(speed: 1000)
        let began = ContinuousClock.now
        try await clock.sleep(until: clock.now + .seconds(20))
        #expect(began.duration(to: .now) < .seconds(10))
    }

    @Test("A bell that rang between looking and waiting is not missed")
    func bell() async {
        let bell = Bell()
        let count = bell.count
        bell.ring()
        #expect(await bell.wait(after: count, until: .now + .seconds(5)))
        #expect(await !bell.wait(after: bell.count, until: .now))
    }

    @Test("The same seed gives the same values")
    func seeded() {
        #expect(RandomSource.seeded(3).hex(32) == RandomSource.seeded(3).hex(32))
        #expect(RandomSource.seeded(3).hex(32) != RandomSource.seeded(4).hex(32))
    }

    @Test(
        "Forms are read strictly",
        arguments: [
            ("a=1&b=%2B+x", [FormField("a", "1"), FormField("b", "+ x")]), ("", []),
            ("a&=b", [FormField("a", ""), FormField("", "b")]),
            ("a=%F0%9F%98%80", [FormField("a", "😀")]), ("a=%ZZ", nil), ("a=%C3", nil), ("a=%2", nil), ("a=%+1", nil),
        ])
    func forms(text: String, fields: [FormField]?) {
        #expect(FormEncoding.decode(text) == fields)
    }

    @Test("What is written as a form is read again")
    func roundTrip() {
        let fields = [FormField("a b", "ä&=+%"), FormField("x", "*-._~")]
        #expect(FormEncoding.decode(FormEncoding.encode(fields)) == fields)
        #expect(FormEncoding.encode(fields) == "a+b=%C3%A4%26%3D%2B%25&x=*-._%7E")
    }

    @Test(
        "A public URL leads to the local one, and nothing else does",
        arguments: [
            ("https://ivr.example.com/ivr?x=1", "http://127.0.0.1:8080/ivr?x=1"),
            ("https://ivr.example.com", "http://127.0.0.1:8080"),
            ("https://ivr.example.community/ivr", "https://ivr.example.community/ivr"),
            ("https://elsewhere.example/", "https://elsewhere.example/"),
        ])
    func mapsURLs(url: String, local: String) {
        let address = ServiceAddress(publicURL: "https://ivr.example.com/", localURL: "http://127.0.0.1:8080/")
        #expect(address.local(url) == local)
    }
}

import Testing

@testable import PhoneNumbers

@Suite("Numbers that were read lately")
struct ReadNumbersTests {
    @Test func `A number is found as it was written, and for its region only`() throws {
        let numbers = ReadNumbers()
        let number = try #require(PhoneNumber("020 7946 0018", defaultRegion: "GB"))
        numbers.remember(number, "020 7946 0018", "GB")
        #expect(numbers.number("020 7946 0018", "GB") == number)
        #expect(numbers.number("020 7946 0018", nil) == nil)
        #expect(numbers.number("02079460018", "GB") == nil)
    }

    @Test func `No more are kept than there is room for, and the latest are`() throws {
        let numbers = ReadNumbers(capacity: 8)
        let number = try #require(PhoneNumber("+14155550123"))
        for index in 0..<100 { numbers.remember(number, "\(index)", nil) }
        let kept = (0..<100).filter { numbers.number("\($0)", nil) != nil }
        #expect(kept.count <= 8)
        #expect(kept.suffix(4) == [96, 97, 98, 99])
    }

    @Test func `Kind and region of a number are those of its text, for numbers of many countries`() throws {
        // What libphonenumber says of each, by its own reading.
        let samples: [(String, PhoneNumber.Kind, String?)] = [
            ("+14155550123", .fixedLineOrMobile, "US"), ("+442079460018", .fixedLine, "GB"),
            ("+447400123456", .mobile, "GB"), ("+393401234567", .mobile, "IT"), ("+390236618300", .fixedLine, "IT"),
            ("+18005550199", .tollFree, "US"), ("+19005550123", .premiumRate, "US"), ("+80012345678", .tollFree, "001"),
            ("+79161234567", .mobile, "RU"), ("+77012345678", .mobile, "KZ"), ("+4915123456789", .mobile, "DE"),
        ]
        for (text, kind, region) in samples {
            let number = try #require(PhoneNumber(text), "\(text)")
            #expect(number.e164 == text)
            #expect(number.kind == kind, "\(text)")
            #expect(number.region == region, "\(text)")
        }
    }
}

import Foundation
import PhoneNumbers
import Testing

@Suite("A phone number")
struct PhoneNumberTests {
    @Test(
        "is read as people write it",
        arguments: [
            ("+15550000001", nil, "+15550000001"),
            ("+15551234567", nil, "+15551234567"),
            ("+1 (555) 123-4567", nil, "+15551234567"),
            ("  +1.555.123.4567 ", nil, "+15551234567"),
            ("(555) 123-4567", "US", "+15551234567"),
            ("5551234567", "us", "+15551234567"),
            ("1-555-123-4567", "US", "+15551234567"),
            ("+442079460000", "US", "+442079460000"),
            ("020 7946 0000", "GB", "+442079460000"),
            ("030/1234567", "DE", "+49301234567"),
            ("011 44 20 7946 0000", "US", "+442079460000"),
            ("+39 06 698 12345", nil, "+390669812345"),
            ("+34612345678", nil, "+34612345678"),
            ("+80012345678", nil, "+80012345678"),
        ] as [(String, String?, String)])
    func reads(text: String, region: String?, e164: String) {
        #expect(PhoneNumber(text, defaultRegion: region)?.e164 == e164)
    }

    @Test(
        "is not made of anything else",
        arguments: [
            "", " ", "+", "++15551234567", "1+5551234567", "(+1)5551234567", "\" or status pr", "client:bob",
            "sip:+15551234567@example.com", "tel:+15551234567", "x@y", "anonymous", "+1555FLOWERS", "1-800-FLOWERS",
            "+15551234567 ext. 5", "+15551234567x5", "+15551234567;ext=5", "+15551234567#5", "+1555123\u{0}4567",
            "\u{0}+15551234567", "＋15551234567", "+１５５５１２３４５６７", "+1٥٥٥1234567", "📞+15551234567",
            "+15551234567\n", "+1\t5551234567", "+1\u{A0}5551234567", "+1,5551234567", "+1\u{2011}5551234567", "+1",
            "+1555", "+155512345678901", "+999123456789", "+0015551234567", "+266696687", "+7378742833",
            String(repeating: "5", count: 10_240), "+1" + String(repeating: " ", count: 10_240) + "5551234567",
        ])
    func refuses(text: String) {
        #expect(PhoneNumber(text) == nil)
        #expect(PhoneNumber(text, defaultRegion: "US") == nil)
    }

    @Test("without a country code needs a region that exists", arguments: [nil, "", "ZZ", "XX", "USA", "U\u{0}S", "📞"])
    func needsRegion(region: String?) {
        #expect(PhoneNumber("5551234567", defaultRegion: region) == nil)
        #expect(PhoneNumber("+15551234567", defaultRegion: region)?.e164 == "+15551234567")
    }

    @Test(
        "knows its country and its kind",
        arguments: [
            ("+15551234567", 1, "US", .unknown),
            ("+12125550123", 1, "US", .fixedLineOrMobile),
            ("+14165550123", 1, "CA", .fixedLineOrMobile),
            ("+18005550123", 1, "US", .tollFree),
            ("+19002345678", 1, "US", .premiumRate),
            ("+447400123456", 44, "GB", .mobile),
            ("+442079460000", 44, "GB", .fixedLine),
            ("+443001234567", 44, "GB", .uan),
            ("+447012345678", 44, "GB", .personal),
            ("+447640123456", 44, "GB", .pager),
            ("+445612345678", 44, "GB", .voip),
            ("+491801234567", 49, "DE", .sharedCost),
            ("+4917799123456", 49, "DE", .mobile),
            ("+80012345678", 800, "001", .tollFree),
        ] as [(String, Int, String, PhoneNumber.Kind)])
    func knows(text: String, code: Int, region: String, kind: PhoneNumber.Kind) throws {
        let number = try #require(PhoneNumber(text))
        #expect(number.countryCode == code)
        #expect(number.region == region)
        #expect(number.kind == kind)
    }

    @Test("is coded as its E.164 text")
    func codes() throws {
        let numbers = try [#require(PhoneNumber("+15551234567"))]
        let json = try JSONEncoder().encode(numbers)
        #expect(String(decoding: json, as: UTF8.self) == #"["+15551234567"]"#)
        #expect(try JSONDecoder().decode([PhoneNumber].self, from: json) == numbers)
    }

    @Test("is not decoded from what is none, and the error does not repeat it")
    func refusesToDecode() {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([PhoneNumber].self, from: Data(#"["+1555123456789"]"#.utf8))
        }
        #expect(!"\(String(describing: error))".contains("55512"))
    }

    @Test("prints itself masked, alone and inside other values")
    func prints() throws {
        struct Call { var from: PhoneNumber? }
        let number = try #require(PhoneNumber("+15551234567"))
        #expect("\(number)" == "+1••••••4567")
        #expect(String(reflecting: number) == "+1••••••4567")
        #expect(!"\(Call(from: number))".contains("555123"))
        #expect(!"\([number])".contains("555123"))
    }

    @Test("is the same for threads that read at once")
    func readsConcurrently() async {
        let results = await withTaskGroup(of: [String?].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<500).map { PhoneNumber("020 7946 \(String(1000 + $0))", defaultRegion: "GB")?.e164 }
                }
            }
            return await group.reduce(into: Set<[String?]>()) { $0.insert($1) }
        }
        #expect(results.count == 1)
        #expect(results.first?.allSatisfy { $0?.hasPrefix("+4420") == true } == true)
    }
}

@Suite("A withheld caller")
struct WithheldTests {
    @Test(
        "is known by word and by keypad spelling",
        arguments: [
            nil, "", "  ", "anonymous", "Anonymous", "ANONYMOUS", " unknown ", "Restricted", "unavailable", "BLOCKED",
            "+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253",
        ])
    func isWithheld(text: String?) {
        #expect(PhoneNumber.isWithheld(text))
    }

    @Test(
        "is not anybody else",
        arguments: ["+15551234567", "266696687", "+2666966870", "client:anonymous", "anonymous1"])
    func isNotWithheld(text: String) {
        #expect(!PhoneNumber.isWithheld(text))
    }
}

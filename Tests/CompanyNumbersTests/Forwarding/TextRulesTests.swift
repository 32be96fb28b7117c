import PhoneNumbers
import Testing

@testable import CompanyNumbers

@Suite struct `Rules of texts` {
    private let rules = ForwardingRules(ownNumbers: [.ivr], defaultRegion: "US")

    private func text(_ body: String = "hello", from: PhoneNumber = .outside, media: [String] = []) -> IncomingText {
        IncomingText(id: "SM1", sender: from.e164, from: from, to: .company, body: body, media: media)
    }

    private func route(
        _ text: IncomingText, _ owner: OwnerLookup = .found(.sample()), isMobileOurs: Bool = false,
        last: PhoneNumber? = nil
    ) -> TextRoute {
        rules.route(
            text, .init(owner: owner, isMobileOurs: isMobileOurs, lastWriter: last.map(LastWriter.init)))
    }

    @Test func `A text goes to the mobile, with its pictures in the first message`() {
        let long = text(
            String(repeating: "word ", count: 318), media: ["https://api.twilio.com/a", "https://api.twilio.com/b"])
        let route = route(long)
        #expect(route == .employee(mobile: .mobile, ownerID: "00u1"))
        let messages = rules.messages(for: long, on: route)
        #expect(messages.count == 2)
        #expect(messages.allSatisfy { $0.to == PhoneNumber.mobile.e164 && $0.from == PhoneNumber.company.e164 })
        #expect(messages.map(\.media.count) == [2, 0])
        #expect(messages[0].body.hasPrefix("From: +15555550001\n\nword"))
    }

    @Test func `The employee's answer goes to whoever wrote last, or to the number it begins with`() {
        let plain = text("on my way", from: .mobile)
        let route1 = route(plain, last: .outside)
        #expect(route1 == .outside(.outside, ownerID: "00u1"))
        #expect(rules.messages(for: plain, on: route1).map(\.body) == ["on my way"])
        let named = text("+1 555 555 0002: on my way", from: .mobile)
        let route2 = route(named, last: .outside)
        #expect(route2 == .outside(.other, ownerID: "00u1"))
        #expect(rules.messages(for: named, on: route2).map(\.body) == ["on my way"])
    }

    @Test(
        arguments: [
            ("hello", .nobody), ("+12: hello", .number), ("+15555550101: to myself", .number),
            ("+15555550201: to my mobile", .number), ("+15555550100: to the bot", .number),
            ("+19005551234: dear", .number),
            ("+15555550002: STOP", .keyword), ("1234567: hello", .number), ("(900) 555-1234: dear", .number),
            ("+15555550002:", .blank), ("5555550002: \n", .blank),
        ] as [(String, TextHint)])
    func `What cannot go out is told to the employee`(_ body: String, _ hint: TextHint) {
        #expect(route(text(body, from: .mobile)) == .hint(hint, ownerID: "00u1", languageTag: nil))
    }

    @Test func `Keywords go nowhere, whoever sends them`() {
        for from in [PhoneNumber.outside, .mobile] {
            #expect(route(text(" Stop", from: from), last: .outside) == .nothing(.keyword))
        }
        let marked = IncomingText(
            id: "SM1", sender: "+15555550001", from: .outside, to: .company, body: "Arrêt", isKeyword: true)
        #expect(route(marked) == .nothing(.keyword))
    }

    @Test func `Texts that would go round go nowhere`() {
        #expect(route(text(from: .company)) == .nothing(.ring))
        let own = OwnerLookup.found(.sample(mobile: PhoneNumber.company2.e164))
        #expect(route(text(from: .company2), own, isMobileOurs: true) == .nothing(.ring))
        #expect(route(text(), own, isMobileOurs: true) == .answer(.unreachable))
        #expect(route(text(), .found(.sample(mobile: PhoneNumber.company.e164))) == .answer(.unreachable))
        #expect(route(text(), .found(.sample(mobile: PhoneNumber.ivr.e164))) == .answer(.unreachable))
    }

    @Test func `The sender is told where nobody can be reached`() {
        for reason in OwnerLookup.Reason.allCases { #expect(route(text(), .nobody(reason)) == .answer(.unreachable)) }
        #expect(route(text(), .found(.sample(mobile: nil))) == .answer(.unreachable))
        #expect(route(text(), .unavailable) == .answer(.trouble))
    }

    @Test func `An empty text goes nowhere, a picture alone goes on`() {
        #expect(route(text(" \n")) == .nothing(.empty))
        let picture = text("", media: ["https://api.twilio.com/a"])
        #expect(rules.messages(for: picture, on: route(picture)).map(\.body) == ["From: +15555550001"])
        let back = text("", from: .mobile, media: ["https://api.twilio.com/a"])
        #expect(rules.messages(for: back, on: route(back, last: .outside)).map(\.body) == [""])
    }

    @Test func `A number without its country code is read with the region, and is not part of the text`() {
        let reply = text("(555) 555-0002: on my way", from: .mobile)
        let route = route(reply, last: .outside)
        #expect(route == .outside(.other, ownerID: "00u1"))
        #expect(rules.messages(for: reply, on: route).map(\.body) == ["on my way"])
    }

    @Test func `A mobile that costs by the message gets no texts`() {
        #expect(route(text(), .found(.sample(mobile: "+19005550011"))) == .answer(.unreachable))
    }
}

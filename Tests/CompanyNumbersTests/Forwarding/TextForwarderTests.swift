import Foundation
import PhoneNumbers
import Testing

@testable import CompanyNumbers

@Suite struct `Forwarding texts` {
    @Test func `An answer goes back to whoever wrote last`() async {
        let exchange = Exchange()
        _ = await exchange.text("SM1", from: .outside)
        _ = await exchange.text("SM2", from: .other)
        let back = await exchange.text("SM3", "thanks", from: .mobile)
        #expect(back.route == .outside(.other, ownerID: "00u1"))
        #expect(back.messages == [OutgoingText(to: .other, from: .company, body: "thanks")])
    }

    @Test func `A number's next owner does not write to the people of the one before`() async {
        let exchange = Exchange()
        _ = await exchange.text("SM1")
        exchange.owners.set([.sample("00u2", mobile: PhoneNumber.mobile2.e164)])
        let back = await exchange.text("SM2", "who is this", from: .mobile2)
        #expect(back.route == .hint(.nobody, ownerID: "00u2", languageTag: nil))
    }

    @Test func `The same text again goes the same way, even when somebody else wrote meanwhile`() async {
        let exchange = Exchange()
        _ = await exchange.text("SM1", from: .outside)
        let first = await exchange.text("SM2", "thanks", from: .mobile)
        _ = await exchange.text("SM3", from: .other)
        let again = await exchange.text("SM2", "thanks", from: .mobile)
        #expect(again.isRepeated && again.messages == first.messages && !first.isRepeated)
        #expect(exchange.journal.events.filter { $0.reference == "SM2" }.count == 1)
    }

    @Test func `A sender is answered once an hour, and again for the same text`() async {
        let exchange = Exchange([])
        #expect(await exchange.text("SM1").route == .answer(.unreachable))
        #expect(await exchange.text("SM1").route == .answer(.unreachable))
        #expect(await exchange.text("SM2", at: noon + 3599).route == .nothing(.alreadyAnswered))
        #expect(await exchange.text("SM3", from: .other, at: noon + 60).route == .answer(.unreachable))
        #expect(await exchange.text("SM4", at: noon + 3601).route == .answer(.unreachable))
    }

    @Test func `Short codes and names are forwarded, and never answered`() async {
        let exchange = Exchange()
        let code = IncomingText(id: "SM1", sender: "32665", from: nil, to: .company, body: "Your parcel")
        let result = await exchange.texts.receive(code, deadline: soon, now: noon, logger: quiet)
        #expect(result.messages.map(\.body) == ["From: 32665\n\nYour parcel"])
        #expect(
            await exchange.text("SM2", "hi", from: .mobile).route == .hint(.sender, ownerID: "00u1", languageTag: nil))
        exchange.owners.set([])
        let lost = IncomingText(id: "SM3", sender: "32665", from: nil, to: .company, body: "Your parcel")
        let silence = await exchange.texts.receive(lost, deadline: soon, now: noon, logger: quiet)
        #expect(silence.route == .nothing(.alreadyAnswered))
    }

    @Test func `An answer to somebody who cannot be answered goes to nobody, and the employee is told once an hour`()
        async
    {
        let exchange = Exchange()
        _ = await exchange.text("SM1", from: .outside)
        for (index, sender) in ["32665", "BANK", "whatsapp:+15555550002"].enumerated() {
            let text = IncomingText(id: "SMx\(index)", sender: sender, from: nil, to: .company, body: "Your parcel")
            _ = await exchange.texts.receive(text, deadline: soon, now: noon, logger: quiet)
            let now = noon + Double(index) * 3601
            let back = await exchange.text("SMa\(index)", "yes", from: .mobile, at: now)
            #expect(back.route == .hint(.sender, ownerID: "00u1", languageTag: nil))
            #expect(
                await exchange.text("SMb\(index)", "yes", from: .mobile, at: now + 60).route
                    == .nothing(.alreadyAnswered))
        }
        let named = await exchange.text("SM8", "+15555550002: hi", from: .mobile)
        #expect(named.route == .outside(.other, ownerID: "00u1"))
        _ = await exchange.text("SM9", from: .other)
        #expect(await exchange.text("SM10", "hi", from: .mobile).route == .outside(.other, ownerID: "00u1"))
    }

    @Test func `Who wrote last is kept as it was before there was anybody but numbers`() throws {
        let number = try JSONEncoder().encode(PhoneNumber.outside)
        #expect(try JSONEncoder().encode(LastWriter.number(.outside)) == number)
        #expect(try JSONDecoder().decode(LastWriter.self, from: number) == .number(.outside))
        let nobody = try JSONEncoder().encode(LastWriter.unanswerable)
        #expect(try JSONDecoder().decode(LastWriter.self, from: nobody) == .unanswerable)
    }

    @Test func `A ring of texts ends`() async {
        // Something on the mobile answers every text by itself, and something outside does so too.
        let exchange = Exchange()
        var sent = 0
        for round in 0..<100 {
            let isInbound = round.isMultiple(of: 2)
            let result = await exchange.text(
                "SM\(round)", "I am driving", from: isInbound ? .outside : .mobile, at: noon + Double(round) / 10)
            if result.messages.isEmpty { break }
            sent += result.messages.count
        }
        #expect(sent <= 40)
    }

    @Test func `Keywords ask nothing of anybody`() async {
        let exchange = Exchange()
        #expect(await exchange.text("SM1", "STOP").messages.isEmpty)
        #expect(exchange.owners.asked.isEmpty)
    }

    @Test func `Without a store texts still arrive, once decided`() async {
        let exchange = Exchange(store: BrokenForwarding())
        #expect(await exchange.text("SM1").route == .employee(mobile: .mobile, ownerID: "00u1"))
        #expect(await exchange.text("SM2", "ok", from: .mobile).route == .outside(.outside, ownerID: "00u1"))
        #expect(await exchange.text("SM2", "ok", from: .mobile).isRepeated)
    }

    @Test func `The text itself is never kept`() async throws {
        let store = InMemoryForwardingStore()
        let exchange = Exchange(store: store)
        _ = await exchange.text("SM1", "a secret that nobody should keep")
        let note = try #require(await store.note(NoteKey(.route, "SM1"), now: noon))
        #expect(!String(decoding: note, as: UTF8.self).contains("secret"))
    }
}

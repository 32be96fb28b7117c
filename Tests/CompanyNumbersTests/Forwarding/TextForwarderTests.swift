import Foundation
import PhoneNumbers
import Synchronization
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

    @Test func `Of copies that come while the owner is looked up one is the first`() async {
        let exchange = Exchange()
        exchange.owners.gather(2)
        async let one = exchange.text("SM1")
        async let two = exchange.text("SM1")
        let results = await [one, two]
        #expect(results.filter(\.isRepeated).count == 1)
        #expect(results[0].messages == results[1].messages && results[0].messages.count == 1)
        #expect(exchange.journal.events.count == 1)
    }

    @Test func `What an older build settled stands, and an older build reads what this one settles`() async throws {
        let store = InMemoryForwardingStore()
        let exchange = Exchange(store: store)
        for (id, route) in [
            ("SM1", TextRoute.outside(.other, ownerID: "00u1")), ("SM2", .nothing(.empty)), ("SM3", .answer(.trouble)),
            ("SM4", .hint(.blank, ownerID: "00u1", languageTag: nil)),
        ] {
            let key = NoteKey(.route, id)
            await store.write(try JSONEncoder().encode(route), to: key, expiresAt: noon + 60)
            #expect(await exchange.notebook.route(of: id, now: noon) == route)
            let wanted = TextRoute.employee(mobile: .mobile, ownerID: "00u1")
            let late = await exchange.notebook.settle(wanted, for: id, now: noon)
            #expect(late.route == route && !late.isFirst)
            await store.remove(key)
            let first = await exchange.notebook.settle(route, for: id, now: noon)
            #expect(first.route == route && first.isFirst)
            let note = try #require(await store.note(key, now: noon))
            #expect(try JSONDecoder().decode(TextRoute.self, from: note) == route)
        }
    }

    @Test func `A store that failed is asked again when the clock was put back`() async {
        let store = CountingTrouble()
        let notebook = ForwardingNotebook(store: store, logger: quiet)
        for (ahead, asked) in [(3600.0, 1), (3604, 1), (0, 2), (4, 2), (5, 3)] {
            _ = await notebook.route(of: "SM1", now: noon + ahead)
            let count = store.asked.withLock { $0 }
            #expect(count == asked)
        }
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

/// A store in which nothing works, which counts how often a note is asked for.
private final class CountingTrouble: ForwardingStore {
    let asked = Mutex(0)
    private let broken = BrokenForwarding()

    func admit(_ arrival: Arrival, within limits: ArrivalLimits, now: Date) async throws -> Admission {
        try await broken.admit(arrival, within: limits, now: now)
    }

    func stopRinging(_ id: String) async throws { try await broken.stopRinging(id) }

    func note(_ key: NoteKey, now: Date) async throws -> Data? {
        asked.withLock { $0 += 1 }
        return try await broken.note(key, now: now)
    }

    func write(_ content: Data, to key: NoteKey, expiresAt: Date) async throws {
        try await broken.write(content, to: key, expiresAt: expiresAt)
    }

    func writeFirst(_ content: Data, to key: NoteKey, now: Date, expiresAt: Date) async throws -> Data {
        try await broken.writeFirst(content, to: key, now: now, expiresAt: expiresAt)
    }

    func remove(_ key: NoteKey) async throws { try await broken.remove(key) }
}

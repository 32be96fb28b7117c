import Foundation
import PhoneNumbers
import Testing

@testable import CompanyNumbers

/// Forwarders with fakes behind them.
struct Exchange: Sendable {
    let owners: FakeOwners
    let journal = FakeJournal()
    let calls: CallForwarder
    let texts: TextForwarder
    let notebook: ForwardingNotebook

    init(_ people: [Employee] = [.sample()], store: any ForwardingStore = InMemoryForwardingStore()) {
        owners = FakeOwners(people)
        notebook = ForwardingNotebook(store: store, logger: quiet)
        let rules = ForwardingRules(ownNumbers: [.ivr], defaultRegion: "US")
        let numbers = CompanyNumberCheck(directory: owners)
        calls = CallForwarder(
            directory: owners, numbers: numbers, notebook: notebook, rules: rules, journal: journal)
        texts = TextForwarder(
            directory: owners, numbers: numbers, notebook: notebook, rules: rules, journal: journal)
    }

    func call(
        _ id: String, from: PhoneNumber? = .outside, to: PhoneNumber = .company, forwardedFrom: PhoneNumber? = nil,
        at now: Date = noon
    ) async -> CallDecision {
        await calls.receive(
            IncomingCall(id: id, from: from, to: to, forwardedFrom: forwardedFrom), deadline: soon, now: now,
            logger: quiet)
    }

    func text(
        _ id: String, _ body: String = "hello", from: PhoneNumber = .outside, to: PhoneNumber = .company,
        at now: Date = noon
    ) async -> TextForwarder.Result {
        await texts.receive(
            IncomingText(id: id, sender: from.e164, from: from, to: to, body: body), deadline: soon, now: now,
            logger: quiet)
    }
}

@Suite struct `Forwarding calls` {
    @Test func `A call is asked of the directory, dialled, and written down without a number`() async {
        let exchange = Exchange()
        let answer = await exchange.call("CA1")
        guard case .dial = answer else {
            Issue.record("not dialled: \(answer)")
            return
        }
        #expect(exchange.owners.asked == [.company, .mobile])
        #expect(
            exchange.journal.events == [ForwardingEvent(.call, outcome: "dialled", ownerID: "00u1", reference: "CA1")])
    }

    @Test func `The same call again gets the same decision and is written down once`() async {
        let exchange = Exchange()
        let first = await exchange.call("CA1")
        #expect(await exchange.call("CA1") == first)
        #expect(exchange.journal.events.count == 1)
    }

    @Test func `That a mobile is nobody's company number is remembered for some minutes, whose a number is never`()
        async
    {
        let exchange = Exchange()
        for minute in [0.0, 1, 2] { _ = await exchange.call("CA\(minute)", at: noon + minute * 60) }
        #expect(exchange.owners.asked.filter { $0 == .mobile }.count == 1)
        #expect(exchange.owners.asked.filter { $0 == .company }.count == 3)
        _ = await exchange.call("CA9", at: noon + 301)
        #expect(exchange.owners.asked.filter { $0 == .mobile }.count == 2)
    }

    @Test func `A ring of mobiles that forward to each other's numbers ends, and the first caller gets the voicemail`()
        async
    {
        let exchange = Exchange([
            .sample(), .sample("00u2", number: .company2, mobile: PhoneNumber.mobile2.e164),
        ])
        // Each mobile forwards to the other's company number, and the carrier keeps the caller's number.
        let forwards: [PhoneNumber: PhoneNumber] = [.mobile: .company2, .mobile2: .company]
        var number = PhoneNumber.company
        var decisions: [CallDecision] = []
        for hop in 1...10 {
            let decision = await exchange.call("CA\(hop)", to: number)
            decisions.append(decision)
            guard case .dial(let plan) = decision, let next = forwards[plan.mobile] else { break }
            number = next
        }
        #expect(decisions.map(\.label) == ["dialled", "dialled", "ring.alreadyRinging"])
        let call = IncomingCall(id: "CA1", from: .outside, to: .company)
        let end = await exchange.calls.unanswered(call, deadline: soon, now: noon, logger: quiet)
        #expect(end.label == "voicemail.unanswered")
    }

    @Test func `A ring ends too when carriers put the mobile's number in the caller's place`() async {
        let exchange = Exchange([
            .sample(), .sample("00u2", number: .company2, mobile: PhoneNumber.mobile2.e164),
        ])
        let forwards: [PhoneNumber: PhoneNumber] = [.mobile: .company2, .mobile2: .company]
        var (from, number) = (PhoneNumber.outside, PhoneNumber.company)
        var labels: [String] = []
        for hop in 1...10 {
            let decision = await exchange.call("CA\(hop)", from: from, to: number)
            labels.append(decision.label)
            guard case .dial(let plan) = decision, let next = forwards[plan.mobile] else { break }
            (from, number) = (plan.mobile, next)
        }
        #expect(labels.count < 10, "\(labels)")
    }

    @Test func `A mobile that forwards back to its own number ends in one hop, whatever the carrier says`() async {
        let exchange = Exchange()
        _ = await exchange.call("CA1")
        #expect(await exchange.call("CA2", forwardedFrom: .mobile).label == "voicemail.comesFromMobile")
        #expect(await exchange.call("CA3").label == "ring.alreadyRinging")
    }

    @Test func `A mobile that is another company number is never dialled, nor is the voice bot`() async {
        let ring = Exchange([
            .sample(mobile: PhoneNumber.company2.e164),
            .sample("00u2", number: .company2, mobile: PhoneNumber.company.e164),
        ])
        #expect(await ring.call("CA1").label == "unreachable.ownNumber")
        #expect(await ring.call("CA2", to: .company2).label == "unreachable.ownNumber")
        let left = Exchange([
            .sample(mobile: PhoneNumber.company2.e164), .sample("00u2", number: .company2, isActive: false),
        ])
        #expect(await left.call("CA1").label == "unreachable.ownNumber")
        #expect(await Exchange([.sample(mobile: PhoneNumber.ivr.e164)]).call("CA1").label == "unreachable.ownNumber")
    }

    @Test func `A call that a carrier forwarded from another company number is answered busy`() async {
        let exchange = Exchange([.sample(), .sample("00u2", number: .company2)])
        #expect(await exchange.call("CA1", forwardedFrom: .company2).label == "ring.forwardedFromUs")
        #expect(await exchange.call("CA2", forwardedFrom: .other).label == "dialled")
    }

    @Test func `Hops through many numbers are bounded`() async {
        let people = (1...12).map { index in
            Employee.sample(
                "00u\(index)", number: .sample("03\(10 + index)"), mobile: PhoneNumber.sample("04\(10 + index)").e164)
        }
        let exchange = Exchange(people)
        var labels: [String] = []
        for (index, person) in people.enumerated() {
            guard let number = person.companyNumber else { continue }
            labels.append(await exchange.call("CA\(index)", to: number).label)
        }
        #expect(labels.filter { $0 == "dialled" }.count == 6)
        #expect(labels.last == "ring.tooManyHops")
    }

    @Test func `Whom nobody answers may call again at once, though not for ever`() async {
        let exchange = Exchange()
        var labels: [String] = []
        for id in 0..<10 {
            labels.append(await exchange.call("CA\(id)").label)
            await exchange.calls.stoppedRinging("CA\(id)", now: noon)
        }
        #expect(labels == Array(repeating: "dialled", count: 8) + Array(repeating: "ring.tooOften", count: 2))
        #expect(await exchange.call("CA99", at: noon + 61).label == "dialled")
    }

    @Test func `Callers who withhold their numbers do not keep each other from ringing, and are bounded together`()
        async
    {
        let exchange = Exchange()
        var labels: [String] = []
        for id in 0..<7 { labels.append(await exchange.call("CA\(id)", from: nil).label) }
        #expect(labels == Array(repeating: "dialled", count: 6) + ["ring.alreadyRinging"])
        #expect(await exchange.call("CA8").label == "dialled")
    }

    @Test func `Without a store calls go on and rings still end`() async {
        let exchange = Exchange(store: BrokenForwarding())
        #expect(await exchange.call("CA1").label == "dialled")
        #expect(await exchange.call("CA2").label == "ring.alreadyRinging")
        let call = IncomingCall(id: "CA1", from: .outside, to: .company)
        let end = await exchange.calls.unanswered(call, deadline: soon, now: noon, logger: quiet)
        #expect(end.label == "voicemail.unanswered")
    }

    @Test func `The voicemail needs nobody's answer once the mobile has rung`() async {
        let exchange = Exchange()
        _ = await exchange.call("CA1")
        exchange.owners.set(isDown: true)
        let call = IncomingCall(id: "CA1", from: .outside, to: .company)
        let end = await exchange.calls.unanswered(call, deadline: soon, now: noon, logger: quiet)
        #expect(end.label == "voicemail.unanswered")
        let stray = IncomingCall(id: "CA2", from: .outside, to: .company)
        #expect(await exchange.calls.unanswered(stray, deadline: soon, now: noon, logger: quiet) == .trouble)
    }
}

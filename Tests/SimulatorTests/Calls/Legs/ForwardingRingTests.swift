import Testing

@testable import Simulator

@Suite("Calls to numbers of the account go to the number's voice URL", .timeLimit(.minutes(2)))
struct ForwardingRingTests {
    static func configuration(_ change: (inout SimulatorConfiguration) -> Void = { _ in }) -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration(port: 0)
        change(&configuration)
        return configuration
    }

    @Test("A call to a company number asks its voice URL, with the status callback of the number")
    func asksVoiceURL() async throws {
        try await World.with(documents: ["/call-forward": "<Say>Hello</Say><Pause length=\"900\"/>"]) { simulation in
            let call = await simulation.place(CallPlan(from: "+15558675309", to: "+15550109001"))
            try await call.waitUntilHeard("Hello")
            let request = try #require(await call.webhooks.first?.request)
            #expect(request.url == "https://ivr.example.com/call-forward")
            #expect(request["To"] == "+15550109001")
        }
    }

    @Test("A number without a voice URL is an application error")
    func noVoiceURL() async throws {
        try await World.with { simulation in
            await simulation.put(TwilioNumber(phoneNumber: "+15550109003"))
            let call = await simulation.place(CallPlan(from: "+15558675309", to: "+15550109003"))
            let ending = try await call.waitUntilEnded(timeout: .seconds(10))
            #expect(ending.reason == .applicationError(11100))
        }
    }

    @Test("A carrier that forwards to another company number says from where")
    func forwards() async throws {
        let documents = [
            "/call-forward": "<Dial answerOnBridge=\"true\"><Number>+15550100001</Number></Dial>",
            "/other": "<Say>other</Say><Pause length=\"900\"/>",
        ]
        try await World.with(documents: documents) { simulation in
            await simulation.put(
                TwilioNumber(phoneNumber: "+15550109002", voice: .init(url: "https://ivr.example.com/other")))
            await simulation.setDialled("+15550100001", .forwards(to: "+15550109002"))
            let call = await simulation.place(CallPlan(from: "+15558675309", to: "+15550109001"))
            try await call.waitForDialled(to: "+15550100001") { $0.isAnswered }
            let second = try #require(await simulation.calls.last)
            #expect(second.to == "+15550109002")
            #expect(await second.webhooks.first?.request["ForwardedFrom"] == "+15550100001")
            #expect(await second.webhooks.first?.request["From"] == "+15558675309")
            await call.hangUp()
            #expect(try await second.waitUntilEnded(timeout: .seconds(10)).reason == .callerHungUp)
        }
    }

    @Test(
        "A carrier tells of the forwarded number, of the one that was dialled first, or of none",
        arguments: [(ForwardingNews.nothing, nil), (.forwarder, "+15550100001"), (.dialled, "+15550109001")])
    func tells(news: ForwardingNews, number: String?) async throws {
        let documents = [
            "/call-forward": "<Dial><Number>+15550100001</Number></Dial>",
            "/other": "<Say>other</Say><Pause length=\"900\"/>",
        ]
        try await World.with(documents: documents) { simulation in
            await simulation.put(
                TwilioNumber(phoneNumber: "+15550109002", voice: .init(url: "https://ivr.example.com/other")))
            await simulation.setDialled("+15550100001", .forwards(to: "+15550109002", tells: news))
            let call = await simulation.place(CallPlan(from: "+15558675309", to: "+15550109001"))
            try await call.waitForDialled(to: "+15550100001") { $0.isAnswered }
            let second = try #require(await simulation.calls.last)
            #expect(await second.webhooks.first?.request["ForwardedFrom"] == number)
            await call.hangUp()
        }
    }

    @Test("A machine that calls on answers first, presses the key, and calls with the caller's number")
    func callsOn() async throws {
        let screen = "<Gather numDigits=\"1\" action=\"/connect\"><Say>Press 1</Say></Gather><Hangup/>"
        let documents = [
            "/call-forward":
                "<Dial answerOnBridge=\"true\"><Number url=\"/screen\">+15550100001</Number></Dial>",
            "/screen": screen, "/connect": "", "/other": "<Say>other</Say><Pause length=\"900\"/>",
        ]
        try await World.with(documents: documents) { simulation in
            await simulation.put(
                TwilioNumber(phoneNumber: "+15550109002", voice: .init(url: "https://ivr.example.com/other")))
            await simulation.setDialled("+15550100001", .callsOn(to: "+15550109002"))
            let call = await simulation.place(CallPlan(from: "+15558675309", to: "+15550109001"))
            let found = try await simulation.waitForCall(to: "+15550109002")
            #expect(found.from == "+15558675309")
            try await found.waitUntilHeard("other")
            await found.hangUp()
            #expect(try await call.waitUntilEnded(timeout: .seconds(10)).reason == .documentFinished)
        }
    }

    @Test("A ring of numbers is cut and reported")
    func ring() async throws {
        let documents = ["/call-forward": "<Dial><Number>+15550109002</Number></Dial>"]
        try await World.with(documents: documents) { simulation in
            let call = await simulation.place(CallPlan(from: "+15558675309", to: "+15550109001"))
            try await call.waitUntilEnded(timeout: .seconds(30))
            let loop = try #require(simulation.loops.first)
            #expect(loop.first == "+15550109001")
            #expect(loop.dropFirst().allSatisfy { $0 == "+15550109002" })
            #expect(await simulation.calls.count == 10)
        }
    }
}

import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("A whole simulation on loopback", .timeLimit(.minutes(2)))
struct SimulationTests {
    @Test("A call reaches the service by its local address, signed over its public one")
    func placesCall() async throws {
        let documents = [
            "/ivr/welcome": "<Gather numDigits=\"1\" action=\"/ivr/menu\"><Say>Welcome</Say></Gather>",
            "/ivr/menu": "<Say>Thank you</Say>",
        ]
        try await World.with(documents: documents) { simulation in
            let call = await simulation.place(CallPlan(from: "+15550100001"))
            try await call.waitUntilHeard("welcome")
            try await call.waitUntilListening()
            await call.press("1")
            try await call.waitUntilHeard(matching: "^Thank")
            #expect(try await call.waitUntilEnded().reason == .documentFinished)
            let request = try #require(await call.webhooks.first?.request)
            #expect(request.url == "https://ivr.example.com/ivr/welcome")
            #expect(
                request.header("X-Twilio-Signature")
                    == TwilioSignature.sign(url: request.url, fields: request.fields, authToken: "simulated-auth-token")
            )
            await #expect(throws: ScriptError.self) { try await call.waitUntilHeard("welcome", timeout: .seconds(1)) }
        }
    }

    @Test("The REST API redirects a live call, and refuses one that is over or unknown")
    func redirects() async throws {
        let documents = [
            "/ivr/welcome": "<Say>Please wait</Say><Pause length=\"3000\"/>", "/ivr/approved": "<Say>Approved</Say>",
        ]
        try await World.with(documents: documents) { simulation in
            let call = await simulation.place(CallPlan(from: "+15550100001"))
            try await call.waitUntilHeard("Please wait")
            let account = "\(simulation.endpoints.twilio)/2010-04-01/Accounts/\(simulation.configuration.twilio.sid)"
            let url = "\(account)/Calls/\(call.sid).json"
            let form = "Url=https%3A%2F%2Fivr.example.com%2Fivr%2Fapproved&Method=POST"
            let answer = try await World.send(.POST, url, body: form, headers: World.twilio)
            #expect(answer.status == 200)
            #expect(JSON(Array(answer.text.utf8))?["status"] == "in-progress")
            try await call.waitUntilHeard("Approved")
            try await call.waitUntilEnded()
            let late = try await World.send(.POST, url, body: form, headers: World.twilio)
            #expect(late.status == 400)
            #expect(JSON(Array(late.text.utf8))?["code"] == 21220)
            let unknown = try await World.send(
                .POST, "\(account)/Calls/CA00.json", body: form, headers: World.twilio)
            #expect(unknown.status == 404)
            #expect(JSON(Array(unknown.text.utf8))?["code"] == 20404)
            let stranger = try await World.send(
                .POST, url, body: form, headers: [("Content-Type", "application/x-www-form-urlencoded")])
            #expect(stranger.status == 401)
            #expect(JSON(Array(stranger.text.utf8))?["code"] == 20003)
            let read = try await World.send(.GET, "\(account).json", headers: World.twilio)
            #expect(JSON(Array(read.text.utf8))?["status"] == "active")
        }
    }

    @Test(
        "A live call's update is checked as Twilio checks it",
        arguments: [
            ("Url=nowhere", 21205), ("Url=https%3A%2F%2Fx.example&Method=PUT", 21206), ("Status=ringing", 21218),
        ])
    func checksUpdates(form: String, code: Int) async throws {
        try await World.with(documents: ["/ivr/welcome": "<Say>Hello</Say><Pause length=\"3000\"/>"]) {
            simulation in
            let call = await simulation.place(CallPlan(from: "+15550100001"))
            try await call.waitUntilHeard("Hello")
            let answer = try await World.send(
                .POST,
                "\(simulation.endpoints.twilio)/2010-04-01/Accounts/\(simulation.configuration.twilio.sid)/Calls/\(call.sid).json",
                body: form, headers: World.twilio)
            #expect(answer.status == 400)
            #expect(JSON(Array(answer.text.utf8))?["code"] == .integer(code))
        }
    }

    @Test("What happens on a handset is in the transcript of its owner's call")
    func transcribesHandset() async throws {
        try await World.with(documents: ["/ivr/welcome": "<Say>Hello</Say><Pause length=\"3000\"/>"]) {
            simulation in
            let call = await simulation.place(CallPlan(from: "+15550100001"))
            let other = await simulation.place(CallPlan(from: "+15550100002"))
            try await call.waitUntilHeard("Hello")
            let answer = try await World.send(
                .POST, simulation.endpoints.okta + TestOrg.sms, body: "", headers: World.okta)
            #expect(answer.status == 200)
            #expect(answer.text.contains(simulation.endpoints.okta))
            let code = try await simulation.handset(of: "+15550100001").waitForCode()
            #expect(await call.transcript.contains { $0.actor == .handset && $0.text.contains(code) })
            #expect(await !other.transcript.contains { $0.actor == .handset })
        }
    }

    @Test("What happens on a handset is told to the call in progress alone, once")
    func tellsEndedCallsNothing() async throws {
        try await World.with(documents: ["/ivr/welcome": "<Say>Hello</Say><Pause length=\"3000\"/>"]) {
            simulation in
            for _ in 0..<3 {
                let past = await simulation.place(CallPlan(from: "+15550100002"))
                await past.hangUp()
            }
            let call = await simulation.place(CallPlan(from: "+15550100002"))
            await simulation.parts.handsets.deliver(text: "482913", code: nil, to: "+15550100002", userID: TestOrg.ben)
            _ = try await World.send(
                .POST, simulation.endpoints.okta + TestOrg.push, body: "{}", headers: World.okta + [("User-Agent", "x")]
            )
            try await simulation.handset(of: TestOrg.ben).approve()
            let told = simulation.events().compactMap { numbered -> String? in
                guard case .line(let sid, let line) = numbered.event, line.actor == .handset else { return nil }
                return sid == call.sid ? line.text : "an ended call: \(line.text)"
            }
            #expect(told == ["text message by okta: 482913", "push prompt", "says yes to the push"])
        }
    }

    @Test("The same webhook can be sent again, with the same idempotency token")
    func repeatsWebhook() async throws {
        try await World.with(documents: ["/ivr/welcome": "<Say>Hello</Say><Pause length=\"3000\"/>"]) {
            simulation in
            let call = await simulation.place(CallPlan(from: "+15550100001"))
            try await call.waitUntilHeard("Hello")
            let again = await call.repeatWebhook()
            #expect(await call.webhooks.first?.reply.map(Self.body) == again.map(Self.body))
            #expect(simulation.requests(to: .service).count == 2)
        }
    }

    @Test("The account API wants a token for the user it is asked about")
    func answersAccounts() async throws {
        func token(_ subject: String, expires: Int = 4_000_000_000) -> String {
            let payload = Data("{\"sub\":\"\(subject)\",\"exp\":\(expires)}".utf8).base64EncodedString()
            return "e30." + payload.replacing("=", with: "") + ".c2ln"
        }
        try await World.with { simulation in
            let url = "\(simulation.endpoints.account)/users/\(TestOrg.ada)"
            let cases = [
                (nil, 401), ("Bearer x", 401), ("Bearer \(token(TestOrg.ben))", 403),
                ("Bearer \(token(TestOrg.ada, expires: 1))", 401), ("Bearer \(token(TestOrg.ada))", 200),
            ]
            for (header, status) in cases {
                let answer = try await World.send(.GET, url, headers: header.map { [("Authorization", $0)] } ?? [])
                #expect(answer.status == status)
                if status == 200 {
                    #expect(answer.text == "{\"balance\":\"200.00\",\"currency\":\"USD\",\"due\":\"2026-05-08\"}")
                }
            }
        }
    }

    @Test("A taken port is named")
    func namesTakenPort() async throws {
        let first = try await Simulation.start(configuration: SimulatorConfiguration(port: 0))
        let port = try #require(URLComponents(string: first.endpoints.control)?.port)
        await #expect { try await Simulation.start(configuration: SimulatorConfiguration(port: port)) } throws: {
            error in
            "\(error)".contains("\(port)") && "\(error)".contains("another program has one of them")
                && !"\(error)".contains("errno")
        }
        await first.stop()
    }

    private static func body(_ reply: WebhookReply) -> [UInt8]? {
        if case .answer(_, _, let body) = reply { body } else { nil }
    }
}

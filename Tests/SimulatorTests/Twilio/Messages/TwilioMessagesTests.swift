import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Twilio's messages are accepted, delivered and reported as Twilio does it", .timeLimit(.minutes(2)))
struct TwilioMessagesTests {
    static let ada = "+15550100001"
    static let sender = "+15550109000"
    static let callback = "https://ivr.example.com:8443/delivery-reports/twilio?event=abc"
    static let usual = ["To": ada, "From": sender, "Body": "Your code is 123456", "StatusCallback": callback]

    private func post(
        _ simulation: Simulation, _ form: [String: String], more: String = ""
    ) async throws -> (status: Int, json: JSON) {
        let url =
            "\(simulation.endpoints.twilio)/2010-04-01/Accounts/\(simulation.configuration.twilio.sid)/Messages.json"
        let answer = try await World.send(
            .POST, url, body: TestEndpoint.form(form) + more, headers: World.twilio)
        return (answer.status, JSON(Array(answer.text.utf8)) ?? .null)
    }

    /// Reports go to a port that is not the service's, so the test leads it there.
    private func lead(_ simulation: Simulation) async {
        let local = simulation.parts.service.value.localURL
        await simulation.connect(to: ServiceAddress(publicURL: "https://ivr.example.com:8443", localURL: local))
    }

    @Test("A message reaches the handset; its reports come in order and are signed with the port")
    func delivers() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            await lead(simulation)
            let made = try await post(simulation, Self.usual)
            #expect(made.status == 201)
            #expect(made.json["status"] == "queued")
            let sid = try #require(made.json["sid"]?.string)
            #expect(sid.isSID("SM"))
            let message = try #require(await simulation.handset(of: Self.ada).messages.first)
            #expect(message.text == "Your code is 123456")
            #expect(message.code == "123456")
            #expect(message.from == Self.sender)
            #expect(message.carrier == .twilioSMS)
            let reports = await endpoint.wait(for: 3, at: "/delivery-reports/twilio")
            #expect(reports.map { $0.form["MessageStatus"] } == ["queued", "sent", "delivered"])
            #expect(reports.allSatisfy { $0.form["MessageSid"] == sid && $0.query == "event=abc" })
            let first = try #require(reports.first)
            let right = TwilioSignature.sign(url: Self.callback, fields: first.form, authToken: "simulated-auth-token")
            #expect(first.header("X-Twilio-Signature") == right)
            let read = try await World.send(
                .GET,
                "\(simulation.endpoints.twilio)/2010-04-01/Accounts/\(simulation.configuration.twilio.sid)/Messages/\(sid).json",
                headers: World.twilio)
            #expect(JSON(Array(read.text.utf8))?["status"] == "delivered")
        }
    }

    @Test("A messaging service chooses the sender")
    func messagingService() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            var form = Self.usual
            form["From"] = nil
            form["MessagingServiceSid"] = simulation.configuration.delivery.messagingServiceSID
            let made = try await post(simulation, form)
            #expect(made.json["status"] == "accepted")
            #expect(made.json["from"] == .null)
            #expect(await simulation.messages(to: Self.ada).first?.from == Self.sender)
        }
    }

    @Test("Pictures travel with the message")
    func media() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let made = try await post(
                simulation, ["To": Self.ada, "From": Self.sender],
                more: "&MediaUrl=https%3A%2F%2Fx.example%2F1.png&MediaUrl=https%3A%2F%2Fx.example%2F2.png")
            #expect(made.json["sid"]?.string?.isSID("MM") == true)
            #expect(made.json["num_media"] == "2")
            #expect(
                await simulation.messages(to: Self.ada).first?.media
                    == ["https://x.example/1.png", "https://x.example/2.png"])
        }
    }

    @Test(
        "What Twilio refuses is refused with its code",
        arguments: [
            (["To": ""], 21604), (["To": "15550100001"], 21211), (["To": "+15005550001"], 21211),
            (["To": "+15005550003"], 21408), (["To": "+442079460000"], 21614), (["From": ""], 21603),
            (["From": "+15550107777"], 21606), (["From": ada], 21266), (["Body": ""], 21602),
            (["Body": String(repeating: "x", count: 1601)], 21617), (["StatusCallback": "nowhere"], 21609),
            (["ValidityPeriod": "0"], 20001), (["From": "", "MessagingServiceSid": "MG00"], 21701),
        ])
    func refuses(change: [String: String], code: Int) async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let refused = try await post(simulation, Self.usual.merging(change) { $1 })
            #expect(refused.status == 400)
            #expect(refused.json["code"] == .integer(code))
            #expect(await simulation.messages(to: Self.ada).isEmpty)
        }
    }

    @Test("Who has sent STOP is not written to")
    func optOut() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            await simulation.setOptedOut(true, number: Self.ada)
            #expect(try await post(simulation, Self.usual).json["code"] == 21610)
            await simulation.setOptedOut(false, number: Self.ada)
            #expect(try await post(simulation, Self.usual).status == 201)
        }
    }

    @Test("A message to a number of the account comes back as a text, with its pictures")
    func comesBack() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            let company = "+15550109001"
            let made = try await post(
                simulation, ["To": company, "From": Self.sender, "Body": "To us"],
                more: "&MediaUrl=https%3A%2F%2Fx.example%2F1.png")
            #expect(made.status == 201)
            let request = try #require(await endpoint.wait(for: 1, at: "/sms-forward").first)
            #expect(request.form["From"] == Self.sender)
            #expect(request.form["To"] == company)
            #expect(request.form["Body"] == "To us")
            #expect(request.form["MediaUrl0"] == "https://x.example/1.png")
            #expect(await simulation.messages(to: company).isEmpty)
        }
    }

    @Test("STOP to one number of the account is about that number, however a message is sent")
    func oneOptOut() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let company = "+15550109001"
            try await simulation.send(OutsideText(from: Self.ada, to: company, body: "STOP"))
            #expect(try await post(simulation, Self.usual.merging(["From": company]) { $1 }).json["code"] == 21610)
            #expect(try await post(simulation, Self.usual).status == 201)
        }
    }

    @Test("Accepted and never delivered: the report says undelivered with a code")
    func undelivered() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            await lead(simulation)
            await simulation.add(Fault(.undelivered(code: "30005"), at: .twilio, count: 1))
            let made = try await post(simulation, Self.usual)
            #expect(made.status == 201)
            #expect(made.json["error_code"] == .null)
            let last = try #require(await endpoint.wait(for: 3, at: "/delivery-reports/twilio").last)
            #expect(last.form["MessageStatus"] == "undelivered")
            #expect(last.form["ErrorCode"] == "30005")
            #expect(await simulation.messages(to: Self.ada).isEmpty)
        }
    }

    @Test("Reports may come twice and last one first")
    func disorder() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            await lead(simulation)
            simulation.changeReports { habits in
                habits.times = 2
                habits.isReversed = true
            }
            _ = try await post(simulation, Self.usual)
            let reports = await endpoint.wait(for: 6, at: "/delivery-reports/twilio")
            #expect(
                reports.map { $0.form["MessageStatus"] } == [
                    "delivered", "delivered", "sent", "sent", "queued", "queued",
                ])
        }
    }

    @Test("The length in messages is that of the alphabet that the text needs")
    func segments() throws {
        let long = String(repeating: "x", count: 161)
        func order(_ body: String) throws -> TwilioMessageOrder {
            try TwilioMessageOrder(
                TwilioForm([FormField("To", Self.ada), FormField("From", Self.sender), FormField("Body", body)]),
                senders: [Self.sender], messagingServiceSID: "")
        }
        #expect(try order("x").segments == 1)
        #expect(try order(long).segments == 2)
        #expect(try order(String(repeating: "я", count: 71)).segments == 2)
    }
}

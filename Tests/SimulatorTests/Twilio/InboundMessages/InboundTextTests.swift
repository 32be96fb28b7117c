import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Texts to numbers of the account reach the service, and its answers a handset", .timeLimit(.minutes(2)))
struct InboundTextTests {
    static let company = "+15550109001"
    static let mobile = "+15550100001"
    static let outside = "+15558675309"

    @Test("A text with a picture is passed on to the employee's mobile, from the company number")
    func passesOn() async throws {
        let answer = """
            <Message to="\(Self.mobile)"><Body>From: \(Self.outside)

            Hello &amp; more</Body><Media>https://media.example.com/a.png</Media></Message>
            """
        try await World.with(documents: ["/sms-forward": answer]) { simulation in
            let exchange = try await simulation.send(
                OutsideText(from: Self.outside, to: Self.company, body: "Hello & more", media: [MessageMedia()]))
            let request = try #require(exchange.webhooks.first?.request)
            #expect(request["Body"] == "Hello & more")
            #expect(request["NumMedia"] == "1")
            #expect(request["MediaContentType0"] == "image/png")
            #expect(request["MessageSid"]?.hasPrefix("MM") == true)
            #expect(request["SmsStatus"] == "received")
            let message = try await simulation.waitForText(to: Self.mobile, containing: "hello")
            #expect(message.from == Self.company)
            #expect(message.text == "From: \(Self.outside)\n\nHello & more")
            #expect(message.media == ["https://media.example.com/a.png"])
            let picture = try await World.send(.GET, try #require(request["MediaUrl0"]))
            #expect(picture.status == 200)
            #expect(picture.headers.first(name: "Content-Type") == "image/png")
        }
    }

    @Test("A text to nobody's number is refused")
    func unknownNumber() async throws {
        try await World.with { simulation in
            await #expect(throws: ScriptError.self) {
                try await simulation.send(OutsideText(from: Self.outside, to: "+15550999999", body: "x"))
            }
        }
    }

    @Test("STOP ends texts to who said it, START allows them again, and the service hears of both")
    func stops() async throws {
        try await World.with(documents: ["/sms-forward": "<Message>hello</Message>"]) { simulation in
            let stop = try await simulation.send(OutsideText(from: Self.outside, to: Self.company, body: " stop "))
            #expect(stop.replies.map(\.errorCode) == [nil, 21_610])
            #expect(stop.webhooks.count == 1)
            #expect(await simulation.hasOptedOut(Self.outside, of: Self.company))
            let other = try await simulation.send(
                OutsideText(from: Self.outside, to: Self.company, body: "STOP PLEASE"))
            #expect(other.replies.map(\.errorCode) == [21_610])
            let start = try await simulation.send(OutsideText(from: Self.outside, to: Self.company, body: "Start"))
            #expect(start.replies.map(\.errorCode) == [nil, nil])
            let texts = await simulation.texts(to: Self.outside).map(\.text)
            #expect(texts.count == 3)
            #expect(texts.last == "hello")
        }
    }

    @Test(
        "What Twilio would not send is not delivered",
        arguments: [
            ("<Message to=\"\(company)\">x</Message>", 21_266), ("<Message from=\"+15550000000\">x</Message>", 21_606),
            ("<Message to=\"nobody\">x</Message>", 21_211), ("<Message></Message>", 21_602),
            ("<Message>\(String(repeating: "x", count: 1601))</Message>", 21_617),
            ("<Message>x<Media>ftp://x/y</Media></Message>", 21_620),
        ])
    func refuses(document: String, code: Int) async throws {
        try await World.with(documents: ["/sms-forward": document]) { simulation in
            let exchange = try await simulation.send(OutsideText(from: Self.outside, to: Self.company, body: "x"))
            #expect(exchange.replies.map(\.errorCode) == [code])
            #expect(await simulation.texts(to: Self.outside).isEmpty)
        }
    }

    @Test("A redirect is followed, and what does not belong is passed over with 12200")
    func redirects() async throws {
        let documents = [
            "/sms-forward": "<Pause/><Redirect>/second</Redirect><Message>never</Message>",
            "/second": "<Message>second</Message>",
        ]
        try await World.with(documents: documents) { simulation in
            let exchange = try await simulation.send(OutsideText(from: Self.outside, to: Self.company, body: "x"))
            #expect(exchange.replies.map(\.body) == ["second"])
            #expect(exchange.errors.map { $0.prefix(5) } == ["12200"])
            #expect(exchange.webhooks.map(\.request.url).last == "https://ivr.example.com/second")
        }
    }

    @Test("More than fifteen answers in a row between two numbers are too many")
    func tooMany() async throws {
        try await World.with(documents: ["/sms-forward": "<Message>again</Message>"]) { simulation in
            var codes: [Int?] = []
            for _ in 1...16 {
                let exchange = try await simulation.send(OutsideText(from: Self.outside, to: Self.company, body: "x"))
                codes += exchange.replies.map(\.errorCode)
            }
            #expect(codes == Array(repeating: nil, count: 15) + [14_107])
        }
    }

    @Test("A text that goes round between company numbers is cut and reported")
    func ring() async throws {
        let documents = [
            "/a": "<Message to=\"+15550109002\">x</Message>", "/b": "<Message to=\"\(Self.company)\">x</Message>",
        ]
        try await World.with(documents: documents) { simulation in
            for (number, path) in [(Self.company, "/a"), ("+15550109002", "/b")] {
                await simulation.put(
                    TwilioNumber(phoneNumber: number, sms: .init(url: "https://ivr.example.com" + path)))
            }
            try await simulation.send(OutsideText(from: Self.outside, to: Self.company, body: "x"))
            for await event in simulation.eventStream() {
                if case .loop(let numbers) = event.event {
                    #expect(numbers.count == 11)
                    break
                }
            }
        }
    }

    @Test("A mobile that answers by itself, or sends texts on, does so from its own number")
    func habits() async throws {
        try await World.with { simulation in
            let url = simulation.endpoints.control
            func tell(_ number: String, _ body: String) async throws {
                let answer = try await World.send(.POST, "\(url)/handsets/\(number)/habit", body: body)
                #expect(answer.status == 200)
            }
            try await tell(Self.mobile, #"{"does":"answers","body":"I am driving"}"#)
            try await tell(Self.outside, #"{"does":"forwards","to":"+15550109002"}"#)
            for to in [Self.mobile, Self.outside] {
                _ = try await World.send(
                    .POST,
                    "\(simulation.endpoints.twilio)/2010-04-01/Accounts/\(simulation.configuration.twilio.sid)/Messages.json",
                    body: TestEndpoint.form(["To": to, "From": Self.company, "Body": "Hello"]), headers: World.twilio)
            }
            let texts = try await simulation.waitForTextExchanges(2).map(\.text).sorted { $0.from < $1.from }
            #expect(texts.map(\.from) == [Self.mobile, Self.outside])
            #expect(texts.map(\.to) == [Self.company, "+15550109002"])
            #expect(texts.map(\.body) == ["I am driving", "Hello"])
        }
    }

    @Test("Automatic answers that go round are cut and reported; the bounds can be moved")
    func habitRing() async throws {
        try await World.with(documents: ["/sms-forward": "<Message>again</Message>"]) { simulation in
            let moved = try await World.send(
                .POST, "\(simulation.endpoints.control)/texts/limits", body: #"{"hops":4,"answers":null}"#)
            #expect(moved.status == 200)
            await simulation.setTextHabit(.answers("again"), of: Self.outside)
            try await simulation.send(OutsideText(from: Self.outside, to: Self.company, body: "x"))
            for await event in simulation.eventStream() {
                if case .loop(let numbers) = event.event {
                    #expect(numbers == Array(repeating: Self.company, count: 5))
                    break
                }
            }
        }
    }

    @Test("Texts that look like one-time codes can be kept back, as Twilio does")
    func filtersCodes() async throws {
        try await World.with { simulation in
            await simulation.filterOneTimeCodes(true)
            let exchange = try await simulation.send(
                OutsideText(from: Self.outside, to: Self.company, body: "Your code is 123456"))
            #expect(exchange.webhooks.isEmpty)
            #expect(exchange.errors.first?.hasPrefix("30038") == true)
        }
    }

    @Test("The signature of a text keeps the port, unlike that of a call")
    func signsPort() {
        let url = "https://ivr.example.com:8443/sms-forward#rc=2"
        #expect(TwilioSignature.signedURL(for: url) == "https://ivr.example.com/sms-forward")
        #expect(TwilioSignature.signedURL(for: url, keepsPort: true) == "https://ivr.example.com:8443/sms-forward")
    }
}

import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Numbers are listed, bought, changed and released as at Twilio", .timeLimit(.minutes(2)))
struct NumberTests {
    static let base = "/2010-04-01/Accounts/AC0000000000000000000000005155a701"

    private func send(
        _ simulation: Simulation, _ method: HTTPMethod, _ path: String, _ form: [FormField] = []
    ) async throws -> (status: Int, json: JSON) {
        let answer = try await World.send(
            method, simulation.endpoints.twilio + path, body: method == .POST ? FormEncoding.encode(form) : nil,
            headers: World.twilio)
        return (answer.status, JSON(Array(answer.text.utf8)) ?? .null)
    }

    @Test("A number is found, bought, changed, read and released")
    func life() async throws {
        try await World.with { simulation in
            let offers = try await send(
                simulation, .GET,
                Self.base + "/AvailablePhoneNumbers/US/Local.json?AreaCode=303&SmsEnabled=true&PageSize=2")
            let numbers = offers.json["available_phone_numbers"]?.array ?? []
            #expect(numbers.map { $0["phone_number"] } == ["+13035550000", "+13035550001"])
            let bought = try await send(
                simulation, .POST, Self.base + "/IncomingPhoneNumbers.json",
                [
                    FormField("PhoneNumber", "+13035550000"), FormField("FriendlyName", "00u1"),
                    FormField("VoiceUrl", "https://ivr.example.com/call-forward"), FormField("SmsMethod", "GET"),
                ])
            #expect(bought.status == 201)
            let sid = try #require(bought.json["sid"]?.string)
            #expect(sid.count == 34 && sid.hasPrefix("PN"))
            #expect(bought.json["voice_url"] == "https://ivr.example.com/call-forward")
            let changed = try await send(
                simulation, .POST, Self.base + "/IncomingPhoneNumbers/\(sid).json", [FormField("VoiceUrl", "")])
            #expect(changed.json["voice_url"] == "")
            #expect(changed.json["friendly_name"] == "00u1")
            let found = try await send(
                simulation, .GET, Self.base + "/IncomingPhoneNumbers.json?PhoneNumber=%2B13035550000")
            #expect(found.json["incoming_phone_numbers"]?.array?.count == 1)
            #expect(try await send(simulation, .DELETE, Self.base + "/IncomingPhoneNumbers/\(sid).json").status == 204)
            let gone = try await send(simulation, .GET, Self.base + "/IncomingPhoneNumbers/\(sid).json")
            #expect(gone.status == 404 && gone.json["code"] == 20404)
        }
    }

    @Test(
        "What cannot be bought is refused with Twilio's code",
        arguments: [
            ([FormField("PhoneNumber", "+15550109001")], 21422), ([FormField("PhoneNumber", "+15005550000")], 21422),
            ([FormField("PhoneNumber", "303555")], 21421), ([], 21421), ([FormField("AreaCode", "533")], 21452),
            ([FormField("AreaCode", "12")], 21451), ([FormField("PhoneNumber", "+493055500000")], 21631),
            ([FormField("PhoneNumber", "+61255500001")], 21649), ([FormField("PhoneNumber", "+34915550000")], 21615),
            ([FormField("AreaCode", "303"), FormField("VoiceUrl", "ivr")], 21402),
            ([FormField("AreaCode", "303"), FormField("SmsMethod", "PUT")], 21403),
            ([FormField("AreaCode", "303"), FormField("FriendlyName", String(repeating: "x", count: 65))], 20001),
        ])
    func refuses(form: [FormField], code: Int) async throws {
        try await World.with { simulation in
            let answer = try await send(simulation, .POST, Self.base + "/IncomingPhoneNumbers.json", form)
            #expect(answer.status == 400)
            #expect(answer.json["code"] == .integer(code))
            #expect(await simulation.purchaseCount == 0)
        }
    }

    @Test("A number that is bought in the USA sends no texts before it is registered, and is texted and called at once")
    func registration() async throws {
        try await World.with(documents: ["/sms-forward": "<Message>hello</Message>"]) { simulation in
            let number = "+13035550000"
            let bought = try await send(
                simulation, .POST, Self.base + "/IncomingPhoneNumbers.json",
                [FormField("PhoneNumber", number), FormField("SmsUrl", "https://ivr.example.com/sms-forward")])
            #expect(bought.status == 201)
            func answered() async throws -> [Int?] {
                try await simulation.send(OutsideText(from: "+15558675309", to: number, body: "x"))
                    .replies.map(\.errorCode)
            }
            #expect(try await answered() == [30_034])
            let fields = [FormField("To", "+15550100001"), FormField("From", number), FormField("Body", "x")]
            let message = try await send(simulation, .POST, Self.base + "/Messages.json", fields)
            #expect(message.status == 201)
            #expect(await simulation.messages(to: "+15550100001").isEmpty)
            let registered = try await World.send(
                .POST, "\(simulation.endpoints.control)/numbers/\(number)/registration",
                body: #"{"registered":true}"#)
            #expect(registered.status == 200)
            #expect(try await answered() == [nil])
        }
    }

    @Test("Pages lead to one another, newest number first")
    func pages() async throws {
        try await World.with { simulation in
            for number in 0..<7 { await simulation.put(TwilioNumber(phoneNumber: "+1303555900\(number)")) }
            var path: String? = Self.base + "/IncomingPhoneNumbers.json?PageSize=4"
            var found: [String] = []
            while let next = path {
                let page = try await send(simulation, .GET, next)
                found += page.json["incoming_phone_numbers"]?.array?.compactMap { $0["phone_number"]?.string } ?? []
                path = page.json["next_page_uri"]?.string
            }
            #expect(found.count == 10)
            #expect(found.first == "+13035559006")
            #expect(found.last == "+15550109000")
            let bad = try await send(simulation, .GET, Self.base + "/IncomingPhoneNumbers.json?Page=1&PageToken=x")
            #expect(bad.json["code"] == 20006)
            let named = try await send(
                simulation, .GET, Self.base + "/IncomingPhoneNumbers.json?FriendlyName=\(TestOrg.ada)")
            #expect(named.json["incoming_phone_numbers"]?.array?.map { $0["phone_number"] } == ["+15550109001"])
        }
    }

    @Test("A race is lost once, and every third purchase can fail")
    func faults() async throws {
        try await World.with { simulation in
            await simulation.contest("+13035550000")
            let form = [FormField("AreaCode", "303")]
            let path = Self.base + "/IncomingPhoneNumbers.json"
            #expect(try await send(simulation, .POST, path, form).json["code"] == 21422)
            await simulation.add(
                Fault(.status(500), at: .twilio, path: "IncomingPhoneNumbers.json", method: "POST", every: 3))
            var statuses: [Int] = []
            for _ in 1...6 {
                statuses.append(try await send(simulation, .POST, path, form).status)
                #expect(try await send(simulation, .GET, path).status == 200)
            }
            #expect(statuses == [201, 201, 500, 201, 201, 500])
            await simulation.clearFaults()
            await simulation.add(Fault(.cutAfterReading, at: .twilio, path: "Numbers.json", count: 1, method: "POST"))
            await #expect(throws: (any Error).self) { try await send(simulation, .POST, path, form) }
            #expect(await simulation.purchaseCount == 5)
        }
    }

    @Test("Countries have their kinds of numbers and their prices")
    func countries() async throws {
        try await World.with { simulation in
            let british = try await send(
                simulation, .GET, Self.base + "/AvailablePhoneNumbers/GB/Mobile.json?Contains=9003*")
            #expect(british.json["available_phone_numbers"]?.array?.first?["phone_number"] == "+4477009003000")
            #expect(try await send(simulation, .GET, Self.base + "/AvailablePhoneNumbers/US/Mobile.json").status == 404)
            #expect(try await send(simulation, .GET, Self.base + "/AvailablePhoneNumbers/XX/Local.json").status == 404)
            let prices = try await send(simulation, .GET, "/v1/PhoneNumbers/Countries/US")
            #expect(prices.json["phone_number_prices"]?.array?.first?["current_price"] == "1.15")
        }
    }
}

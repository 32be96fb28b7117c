import Foundation
import Simulator
import Testing

/// What Twilio asks for, and what does not work at once, as the commands name it.
@Suite("What Twilio asks of numbers, through the built program", .serialized, .timeLimit(.minutes(5)))
struct NumbersTroubleTests {
    @Test(
        "An address or a bundle that a country asks for is named once with its option, which then helps",
        arguments: [
            ("DE", "21631", "--address-sid", "AD0000000000000000000000000000a001"),
            ("ES", "21615", "--address-sid", "AD0000000000000000000000000000a001"),
            ("AU", "21649", "--bundle-sid", "BU0000000000000000000000000000b001"),
        ])
    func regulations(country: String, code: String, option: String, value: String) async throws {
        try await inTown { town in
            let command = ["numbers", "apply", "--yes", "--country", country, "--max-purchases", "3"]
            let refused = try await town.run(command)
            #expect(refused.code == 1)
            #expect(refused.output.contains("(\(code))") && refused.output.contains(option), "\(refused.output)")
            #expect(refused.output.contains("2 more not tried"))
            #expect(await town.simulation.purchaseCount == 0)
            let done = try await town.run(command + [option, value])
            #expect(done.code == 0, "\(done.output)")
            #expect(await town.simulation.purchaseCount == 3)
        }
    }

    @Test("US numbers that send no texts before they are registered are named with the mend, by all who meet them")
    func registration() async throws {
        try await inTown { town in
            let apply = try await town.run(["numbers", "apply", "--yes", "--max-purchases", "1"])
            #expect(apply.code == 0)
            #expect(apply.output.contains("30034") && apply.output.contains("A2P 10DLC"), "\(apply.output)")
            town.set("TWILIO_SMS_FROM", "+14155550100")
            let setUp = try await town.run(["setup", "twilio"])
            #expect(setUp.output.contains("register TWILIO_SMS_FROM") && setUp.output.contains("30034"))
            try await town.serve()
            let bought = try #require(await town.simulation.numbers.last)
            let owner = try #require(
                await town.simulation.users.first { $0.profile["primaryPhone"] == bought.phoneNumber })
            let mobile = try #require(owner.profile["mobilePhone"])
            let text = OutsideText(from: Company.outside, to: bought.phoneNumber, body: "Lunch?")
            #expect(try await town.simulation.send(text).replies.map(\.errorCode) == [30_034])
            #expect(try await town.settles(after: "Twilio 30034: a US number sends no texts before it is registered"))
            #expect(await town.simulation.texts(to: mobile).isEmpty)
            await town.simulation.setRegistered(true, number: bought.phoneNumber)
            #expect(try await town.simulation.send(text).replies.map(\.errorCode) == [nil])
            #expect(await town.simulation.texts(to: mobile).count == 1)
        }
    }

    @Test(
        "Two people with one number, a number of nobody's, and somebody who leaves while it runs do not stop the rest")
    func oddPeople() async throws {
        try await inTown { town in
            try await town.simulation.employ(Company.benLogin, companyNumber: Company.ada)
            await town.simulation.put(TwilioNumber(phoneNumber: "+15550109077", friendlyName: "Reception"))
            let plan = try await town.run(["numbers", "plan"])
            #expect(plan.code == 0)
            #expect(plan.output.contains("+15550109077 is nobody's"), "\(plan.output)")
            #expect(plan.output.contains("ada.lovell@example.com") && plan.output.contains("ben.osei@example.com"))
            // Held up at its first purchase, until somebody has left.
            await town.simulation.add(
                Fault(.delay(.seconds(1)), at: .twilio, path: "IncomingPhoneNumbers", count: 1, method: "POST"))
            let apply = try ServiceProcess(
                ["numbers", "apply", "--yes"], environment: town.environment, folder: town.folder)
            _ = try await town.eventually {
                town.simulation.requests(to: .twilio).contains { $0.path.contains("AvailablePhoneNumbers") }
            }
            var gone = try #require(await town.simulation.users.last { $0.status == "ACTIVE" })
            gone.status = "DEPROVISIONED"
            await town.simulation.put(gone)
            #expect(try await apply.exitCode(within: 60) == 0, "\(apply.output)")
            #expect(apply.output.contains("not needed any more") || apply.output.contains("left"), "\(apply.output)")
            let stayed = await town.simulation.users.first { $0.id == gone.id }
            #expect(stayed?.profile["primaryPhone"] == nil)
            #expect(await town.simulation.purchaseCount == 6)
        }
    }

    @Test("Okta that wants to be left alone, purchases that fail or are cut, all end in one number for each")
    func badDay() async throws {
        try await inTown { town in
            await town.simulation.add(
                Fault(.status(500), at: .twilio, path: "IncomingPhoneNumbers.json", method: "POST", every: 3))
            await town.simulation.add(
                Fault(.cutAfterReading, at: .twilio, path: "IncomingPhoneNumbers.json", count: 1, method: "POST"))
            let apply = try await town.run(["numbers", "apply", "--yes"])
            #expect(apply.code == 0, "\(apply.output)")
            #expect(await town.simulation.purchaseCount == 7)
            await town.simulation.clearFaults()
            #expect(try await town.run(["numbers", "plan"]).output.contains("No changes."))
        }
    }

    @Test("A minute in which Okta answers 429 is waited for")
    func oktaIsBusy() async throws {
        try await inTown { town in
            await town.simulation.add(Fault(.status(429), at: .okta, path: "/api/v1/users"))
            let apply = try ServiceProcess(
                ["numbers", "apply", "--yes"], environment: town.environment, folder: town.folder)
            #expect(
                try await town.eventually {
                    town.simulation.requests(to: .okta).contains { $0.status == 429 }
                })
            await town.simulation.clearFaults()
            #expect(try await apply.exitCode(within: 150) == 0, "\(apply.output)\(apply.errors)")
            #expect(await town.simulation.purchaseCount == 7)
        }
    }
}

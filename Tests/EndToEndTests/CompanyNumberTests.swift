import Foundation
import FoundationNetworking
import Glibc
import Simulator
import Testing

@Suite("Company numbers through the built program", .serialized)
struct CompanyNumberTests {
    private static let ada = "+15550109001"
    private static let adaMobile = "+15550100001"
    private static let ben = "+15550109002"
    private static let benMobile = "+15550100002"
    private static let outside = "+15557770001"

    /// Waits until something happens in a call, said or not.
    private func happened(_ words: String, in call: SimulatedCall) async throws -> Bool {
        for _ in 0..<1000 {
            if await call.transcript.contains(where: { $0.text.contains(words) }) { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test("A text reaches the mobile, and the answer goes out from the company number")
    func texts() async throws {
        try await inTown { town in
            try await town.serve()
            let there = try await town.simulation.send(
                OutsideText(from: Self.outside, to: Self.ada, body: "Lunch?", media: [MessageMedia()]))
            let sent = try #require(there.replies.first)
            #expect(there.errors.isEmpty && there.replies.count == 1)
            #expect(sent.to == Self.adaMobile && sent.from == Self.ada)
            let arrived = try await town.simulation.waitForText(to: Self.adaMobile, containing: "lunch?")
            #expect(arrived.text == "From: \(Self.outside)\n\nLunch?")
            #expect(arrived.media.count == 1)
            let back = try await town.simulation.send(
                OutsideText(from: Self.adaMobile, to: Self.ada, body: "At noon"))
            #expect(back.replies.map(\.to) == [Self.outside])
            #expect(back.replies.map(\.from) == [Self.ada])
            let stop = try await town.simulation.send(OutsideText(from: Self.outside, to: Self.ada, body: "STOP"))
            #expect(stop.errors.isEmpty)
            #expect(await town.simulation.texts(to: Self.adaMobile).count == 1)
        }
    }

    @Test("A call is screened and connected; a private voicemail never answers for the company")
    func calls() async throws {
        try await inTown { town in
            try await town.serve()
            await town.simulation.setDialled(
                Self.adaMobile, .answers(after: .milliseconds(20), talkingFor: .milliseconds(50)))
            let connected = await town.simulation.place(CallPlan(from: Self.outside, to: Self.ada))
            #expect(try await happened("connects the caller", in: connected))
            await town.simulation.setDialled(Self.benMobile, .voicemail(after: .milliseconds(20)))
            let missed = await town.simulation.place(CallPlan(from: "+15557770002", to: Self.ben))
            try await missed.waitUntilHeard("leave a message", timeout: .seconds(60))
            #expect(await !missed.transcript.contains { $0.text.contains("connects the caller") })
            await missed.hangUp()
        }
    }

    @Test("Numbers are planned, bought and planned again; a kill in the middle buys nothing twice")
    func killed() async throws {
        try await inTown { town in
            let plan = try await town.run(["numbers", "plan"])
            #expect(plan.code == 0)
            #expect(plan.output.contains("Plan: 7 to buy"))
            #expect(await town.simulation.purchaseCount == 0)
            #expect(try await town.run(["numbers", "apply"]).code == 64)
            for count in 1...3 {
                let apply = try ServiceProcess(
                    ["numbers", "apply", "--yes"], environment: town.environment, folder: town.folder)
                while await town.simulation.purchaseCount < count, apply.isRunning {
                    try await Task.sleep(for: .milliseconds(1))
                }
                apply.signal(SIGKILL)
                _ = try await apply.exitCode(within: 10)
            }
            let rest = try await town.run(["numbers", "apply", "--yes"])
            #expect(rest.code == 0, "\(rest.output)")
            #expect(await town.simulation.purchaseCount == 7)
            let again = try await town.run(["numbers", "plan"])
            #expect(again.output.contains("No changes."))
        }
    }

    @Test("However many requests it may make before it is killed, it buys nothing twice, and ends")
    func killedAnywhere() async throws {
        try await inTown { town in
            var isDone = false
            for most in 1...80 where !isDone {
                let before = town.simulation.requests().count
                let apply = try ServiceProcess(
                    ["numbers", "apply", "--yes"], environment: town.environment, folder: town.folder)
                while town.simulation.requests().count - before < most, apply.isRunning {
                    try await Task.sleep(for: .milliseconds(1))
                }
                apply.signal(SIGKILL)
                isDone = try await apply.exitCode(within: 30) == 0
            }
            #expect(isDone)
            #expect(await town.simulation.purchaseCount == 7)
            #expect(try await town.run(["numbers", "plan"]).output.contains("No changes."))
        }
    }

    @Test("Okta and Twilio are set up by one command each, and the second time nothing changes")
    func setUp() async throws {
        try await inTown { town in
            try await town.serve()
            let twilio = try await town.run(["setup", "twilio"])
            #expect(twilio.code == 0, "\(twilio.output)")
            #expect(twilio.output.contains("Done: 3 changed."))
            #expect(try await !town.run(["setup", "twilio"]).output.contains("changed."))
            let dry = try await town.run(["setup", "okta", "--dry-run"])
            #expect(dry.code == 0 && dry.output.contains("to create"))
            let okta = try await town.run(["setup", "okta", "--skip-test"])
            #expect(okta.code == 0, "\(okta.output)")
            #expect(okta.output.contains("verified by Okta"))
            #expect(try await town.run(["setup", "okta", "--skip-test"]).output.contains("nothing to change"))
            #expect(!okta.output.contains("simulated-hook-secret") && !dry.output.contains("simulated-hook-secret"))
        }
    }
}

import Foundation
import FoundationNetworking
import Simulator
import Testing

@Suite("Codes when the built program is killed", .serialized)
struct CrashTests {
    @Test("A message that did not arrive goes out again, once, though the program died over it")
    func report() async throws {
        try await inTown(["SMS_PROVIDERS": "twilio-sms,8x8-sms"]) { town in
            // Reports come twice and the last one first.
            town.simulation.changeReports { $0 = ReportHabits(delay: .milliseconds(300), times: 2, isReversed: true) }
            await town.simulation.add(Fault(.undelivered(), at: .twilio))
            await town.simulation.add(Fault(.hang, at: .eightByEightSMS))
            let first = try await town.serve()
            let call = try await town.callForAccount(from: Person.sms)
            // The report was answered; its message is being sent again, by a provider that hangs.
            try await first.waitForLine(containing: "delivery report")
            first.signal(SIGKILL)
            _ = try await first.exitCode(within: 10)
            let handset = try await town.simulation.handset(of: Person.sms)
            #expect(await handset.messages.isEmpty)
            await town.simulation.clearFaults()
            try await town.serve()
            let code = try await handset.waitForCode(timeout: .seconds(60))
            #expect(await handset.messages.map(\.carrier) == [.eightByEightSMS])
            await call.press(code)
            try await call.waitUntilHeard("verified")
            #expect(await handset.messages.count == 1)
        }
    }

    @Test(
        "An event whose answer died with the program is answered PENDING when it comes again, and sent no second time")
    func sending() async throws {
        try await inTown(["SMS_PROVIDERS": "8x8-sms"]) { town in
            await town.simulation.add(Fault(.delay(.seconds(5)), at: .eightByEightSMS, count: 1))
            let first = try await town.serve()
            let lost = Task { try await self.hook("event-1", first, town) }
            // The provider has it, and nobody has heard its answer.
            #expect(try await town.eventually { await town.simulation.faults.isEmpty })
            first.signal(SIGKILL)
            _ = try await first.exitCode(within: 10)
            #expect((try? await lost.value) == nil)
            await town.simulation.clearFaults()
            let second = try await town.serve()
            for _ in 0..<2 {
                let answer = try await hook("event-1", second, town)
                #expect(
                    answer.contains(#""status":"PENDING""#) && answer.contains(#""provider":"8x8-sms""#), "\(answer)")
            }
            #expect(town.simulation.requests(to: .eightByEightSMS).count <= 1)
            #expect(try await hook("event-2", second, town).contains("SUCCESSFUL"))
        }
    }

    /// Asks the telephony hook as Okta does.
    private func hook(_ eventID: String, _ service: ServiceProcess, _ town: Town) async throws -> String {
        let url = try await service.wait(for: "listening on ").dropFirst("listening on ".count)
        var request = URLRequest(url: try #require(URL(string: "\(url)/telephony-hook")), timeoutInterval: 10)
        request.httpMethod = "POST"
        request.setValue(town.environment["HOOK_AUTH_SECRET"], forHTTPHeaderField: "Authorization")
        request.httpBody = Data(
            """
            {"eventId":"\(eventID)","data":{"userProfile":{"userId":"00u1"},"messageProfile":{"msgTemplate":"Your \
            code is 918273","phoneNumber":"\(Person.sms)","otpCode":"918273","deliveryChannel":"SMS"}}}
            """.utf8)
        let (body, _) = try await URLSession.shared.data(for: request)
        return String(decoding: body, as: UTF8.self)
    }
}

extension ServiceProcess {
    /// Waits until a line on standard error says something.
    func waitForLine(containing text: String, seconds: Double = 30) async throws {
        for _ in 0..<Int(seconds * 100) {
            if errors.contains(text) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Problem("“\(text)” was not logged: \(errors.suffix(2000))")
    }
}

import Simulator
import Testing

/// In each the mobiles really send texts on: without the rule they would go round until the simulator cuts them.
@Suite("Texts that would go round, through the built program", .serialized, .timeLimit(.minutes(3)))
struct TextRingTests {
    /// Sends the first text; the simulator is told to let texts go round for long.
    private func begin(_ town: Town) async throws -> TextExchange {
        await town.simulation.changeTextLimits { limits in
            limits.hops = 150
            limits.answers = nil
        }
        try await town.serve()
        return try await town.simulation.send(
            OutsideText(from: Company.outside, to: Company.ada, body: "Lunch?"))
    }

    /// How many texts came to numbers of the company, when no more come.
    private func count(_ town: Town) async throws -> Int {
        var last = -1
        while await town.simulation.textExchanges.count != last {
            last = await town.simulation.textExchanges.count
            try await Task.sleep(for: .milliseconds(700))
        }
        return last
    }

    @Test("A text to mobiles that are each other's company numbers goes nowhere")
    func ownNumbers() async throws {
        try await inTown { town in
            try await town.simulation.employ(Company.adaLogin, companyNumber: Company.ada, mobile: Company.ben)
            try await town.simulation.employ(Company.benLogin, companyNumber: Company.ben, mobile: Company.ada)
            let first = try await begin(town)
            #expect(first.replies.map(\.to) == [Company.outside])
            #expect(try await count(town) == 1)
        }
    }

    @Test("A text to a mobile that is the number of the voice bot, or the texted number, goes nowhere")
    func itself() async throws {
        try await inTown { town in
            let bot = town.simulation.configuration.twilio.phoneNumber
            try await town.simulation.employ(Company.adaLogin, companyNumber: Company.ada, mobile: Company.ada)
            try await town.simulation.employ(Company.benLogin, companyNumber: Company.ben, mobile: bot)
            #expect(try await begin(town).replies.map(\.to) == [Company.outside])
            let second = try await town.simulation.send(
                OutsideText(from: Company.outside, to: Company.ben, body: "Lunch?"))
            #expect(second.replies.map(\.to) == [Company.outside])
            #expect(try await count(town) == 2)
        }
    }

    @Test("Mobiles that forward texts to each other's company numbers stop within the minute's bound")
    func forwarders() async throws {
        try await inTown { town in
            await town.simulation.setTextHabit(.forwards(to: Company.ben), of: Company.adaMobile)
            await town.simulation.setTextHabit(.forwards(to: Company.ada), of: Company.benMobile)
            _ = try await begin(town)
            #expect(try await town.settles(after: "nothing.tooOften"))
            let count = try await count(town)
            #expect((40...60).contains(count), "\(count) texts")
            #expect(town.simulation.loops.isEmpty)
        }
    }

    @Test("An employee's and a caller's automatic answers do not go on for ever")
    func automaticAnswers() async throws {
        try await inTown { town in
            await town.simulation.setTextHabit(.answers("I am driving."), of: Company.adaMobile)
            await town.simulation.setTextHabit(.answers("We are closed."), of: Company.outside)
            _ = try await begin(town)
            #expect(try await town.settles(after: "nothing.tooOften"))
            let count = try await count(town)
            #expect((40...60).contains(count), "\(count) texts")
            #expect(town.simulation.loops.isEmpty)
        }
    }

    @Test("A machine that answers every text is told once that nobody can be reached")
    func unreachable() async throws {
        try await inTown { town in
            try await town.simulation.employ(Company.adaLogin, companyNumber: Company.ada, mobile: Company.ben)
            await town.simulation.setTextHabit(.answers("We are closed."), of: Company.outside)
            _ = try await begin(town)
            #expect(try await town.settles(after: "nothing.alreadyAnswered"))
            #expect(try await count(town) == 2)
        }
    }
}

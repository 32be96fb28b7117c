import Testing

@testable import Store

@Suite("Failures of PostgreSQL")
struct PostgresFailureTests {
    @Test(
        "Each code of the server's has a meaning",
        arguments: [
            ("40001", .busy), ("40P01", .busy), ("55P03", .busy), ("57014", .busy), ("25006", .readOnly),
            ("42501", .readOnly), ("53100", .full), ("XX001", .corrupt), ("XX002", .corrupt), ("42P01", .corrupt),
            ("28P01", .unavailable), ("28000", .unavailable), ("53300", .unavailable), ("57P01", .unavailable),
            ("08006", .unavailable), ("22P02", .unavailable), ("", .unavailable),
        ] as [(String, StoreError.Code)])
    func meanings(_ sqlState: String, _ code: StoreError.Code) {
        let error = StoreError(
            postgres: PostgresFailure(.refused, "invalid input: \"00uSecret\"", sqlState: sqlState))
        #expect(error.code == code)
        #expect(error.description.contains(sqlState))
        #expect(!error.description.contains("00uSecret"))
        #expect(error.cause is PostgresFailure)
    }

    @Test(
        "Each end of a connection is unavailability", arguments: [.unsent, .lost, .late] as [PostgresFailure.Phase])
    func phases(_ phase: PostgresFailure.Phase) {
        let error = StoreError(postgres: PostgresFailure(phase, "00uSecret"))
        #expect(error.code == .unavailable)
        #expect(!error.description.contains("00uSecret"))
    }

    /// Letters for reading, writing, a transaction and its commit.
    @Test(
        "Only what has certainly not been done is begun again",
        arguments: [
            (.connecting, "", ""), (.unsent, "", "rwt"), (.lost, "", "rt"), (.late, "", ""),
            (.refused, "40001", "rwtc"), (.refused, "40P01", "rwtc"), (.refused, "23505", "t"),
            (.refused, "26000", "rwt"), (.refused, "42P05", "rwt"), (.refused, "57P01", "rt"), (.refused, "57014", ""),
            (.refused, "42P01", ""),
        ] as [(PostgresFailure.Phase, String, String)])
    func again(_ phase: PostgresFailure.Phase, _ sqlState: String, _ expected: String) {
        let failure = PostgresFailure(phase, "", sqlState: sqlState)
        let works: [(String, PostgresFailure.Work)] = [
            ("r", .reading), ("w", .writing), ("t", .transaction), ("c", .commit),
        ]
        #expect(works.filter { failure.mayBeTriedAgain($0.1) }.map(\.0).joined() == expected)
    }

    @Test("A database that was never reached is given up at once, one that went away after patience")
    func outage() {
        let now = ContinuousClock.now
        let failure = PostgresFailure(.connecting, "refused")
        var outage = Outage()
        #expect(outage.hopeless(after: .seconds(2)) == nil)
        outage.note(failure, isTotal: true, at: now)
        #expect(outage.hopeless(after: .seconds(2)) != nil)
        outage.end()
        #expect(outage.hopeless(after: .seconds(2)) == nil)
        outage.note(failure, isTotal: true, at: now)
        #expect(outage.hopeless(after: .seconds(2)) == nil)
        outage.end()
        outage.note(failure, isTotal: true, at: now - .seconds(3))
        #expect(outage.hopeless(after: .seconds(2)) != nil)
        outage.end()
        outage.note(failure, isTotal: false, at: now - .seconds(3))
        #expect(outage.hopeless(after: .seconds(2)) == nil)
    }

    @Test("Tries to connect come at growing intervals, up to a second")
    func backoff() throws {
        var outage = Outage()
        var now = ContinuousClock.now
        var pauses: [Duration] = []
        for _ in 0..<8 {
            outage.note(PostgresFailure(.connecting, ""), isTotal: true, at: now)
            let next = try #require(outage.nextTry)
            #expect(!outage.mayTry(at: now))
            #expect(outage.mayTry(at: next))
            pauses.append(next - now)
            now = next
        }
        #expect(pauses[0] <= .milliseconds(50))
        #expect(pauses[7] >= .milliseconds(500))
        #expect(pauses.allSatisfy { $0 <= .seconds(1) })
    }
}

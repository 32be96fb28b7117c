import HTTPTransport
import Testing

private typealias Answer = Result<OutboundResponse, TransportError>

private func status(_ status: Int) -> Answer { .success(OutboundResponse(status: status)) }
private func failure(_ code: TransportError.Code) -> Answer { .failure(TransportError(code, "x")) }

@Suite("What is sent again, and when")
struct RetryPolicyTests {
    private func delay(
        _ scope: RetryPolicy.Scope, _ answer: Result<OutboundResponse, TransportError>, attempt: Int = 1,
        attempts: Int = 2, asked: Duration? = nil, remaining: Duration = .seconds(10), random: Double = 0
    ) -> Duration? {
        RetryPolicy(scope, attempts: attempts, firstWait: .milliseconds(200))
            .delay(for: attempt, answer: answer, asked: asked, remaining: remaining, random: random)
    }

    @Test(
        "What never reached the server is sent again whatever it is",
        arguments: [RetryPolicy.Scope.unsent, .unprocessed, .reads])
    func unsent(scope: RetryPolicy.Scope) {
        #expect(delay(scope, failure(.connect)) == .milliseconds(100))
    }

    @Test("What may have been done is sent again only if it reads", arguments: [429, 500, 502, 503, 504, 520])
    func statuses(code: Int) {
        #expect(delay(.unsent, status(code)) == nil)
        #expect((delay(.unprocessed, status(code)) != nil) == (code == 429))
        #expect(delay(.reads, status(code)) != nil)
    }

    @Test("A connection that broke is tried again only for reads")
    func interrupted() {
        #expect(delay(.unsent, failure(.interrupted)) == nil)
        #expect(delay(.unprocessed, failure(.interrupted)) == nil)
        #expect(delay(.reads, failure(.interrupted)) != nil)
    }

    @Test("Answers are not asked for again", arguments: [200, 201, 302, 400, 401, 403, 404, 499])
    func final(code: Int) {
        #expect(delay(.reads, status(code)) == nil)
    }

    @Test(
        "After a deadline, a cancellation or a huge answer nothing is sent again",
        arguments: [TransportError.Code.timeout, .cancelled, .tooLarge])
    func over(code: TransportError.Code) {
        #expect(delay(.reads, failure(code)) == nil)
    }

    @Test("The server's wait is kept, if it is short")
    func asked() {
        #expect(delay(.reads, status(429), asked: .zero) == .zero)
        #expect(delay(.reads, status(429), asked: .seconds(2), random: 0.5) == .milliseconds(2100))
        #expect(delay(.reads, status(429), asked: .milliseconds(2001)) == nil)
    }

    @Test("Waits grow and scatter")
    func growth() {
        #expect(delay(.reads, status(503), attempt: 1, attempts: 9, random: 0) == .milliseconds(100))
        #expect(delay(.reads, status(503), attempt: 1, attempts: 9, random: 0.5) == .milliseconds(150))
        #expect(delay(.reads, status(503), attempt: 3, attempts: 9, random: 0) == .milliseconds(400))
        #expect(delay(.reads, status(503), attempt: 8, attempts: 9, random: 0.9) == .seconds(2))
    }

    @Test("The number of attempts and the deadline end it")
    func bounds() {
        #expect(delay(.reads, status(503), attempt: 2) == nil)
        #expect(delay(.reads, status(503), remaining: .milliseconds(350)) == .milliseconds(100))
        #expect(delay(.reads, status(503), remaining: .milliseconds(349)) == nil)
        #expect(RetryPolicy.never.delay(for: 1, answer: failure(.connect), remaining: .seconds(9), random: 0) == nil)
    }
}

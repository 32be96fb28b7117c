public import Hummingbird
import JSON
import Synchronization

/// One thing that has to work for the service to take calls.
public struct ReadinessCheck: Sendable {
    /// The name in the answer of `/ready`.
    public let name: String
    /// Says what does not work; nil when all is well.
    public let problem: @Sendable () async -> String?

    /// Makes a check.
    public init(_ name: String, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.problem = problem
    }
}

/// Whether the service is on its way out.
public final class DrainFlag: Sendable {
    private let value = Atomic(false)

    /// Makes a flag that is down.
    public init() {}

    /// Turns `/ready` to 503, so that a load balancer sends nothing new.
    public func raise() { value.store(true, ordering: .relaxed) }
    /// Whether shutdown has begun.
    public var isRaised: Bool { value.load(ordering: .relaxed) }
}

/// Health, readiness, metrics, and the keys of hand-off tokens.
public struct OperationsController: Sendable {
    private let checks: [ReadinessCheck]
    private let drain: DrainFlag
    private let metrics: @Sendable () -> String
    private let keySet: String

    /// Makes a controller.
    public init(
        checks: [ReadinessCheck], drain: DrainFlag, keySet: String, metrics: @escaping @Sendable () -> String
    ) {
        self.checks = checks
        self.drain = drain
        self.keySet = keySet
        self.metrics = metrics
    }

    /// Adds what the public side answers.
    public func addPublicRoutes(to router: Router<AppContext>) {
        addHealthRoutes(to: router)
        router.get("/.well-known/jwks.json") { _, _ in
            Response.text(keySet, type: "application/jwk-set+json", cache: "public, max-age=300")
        }
    }

    /// Adds what the admin side answers.
    public func addAdminRoutes(to router: Router<AppContext>) {
        addHealthRoutes(to: router)
        router.get("/metrics") { _, _ in Response.text(metrics(), type: "text/plain; version=0.0.4; charset=utf-8") }
    }

    private func addHealthRoutes(to router: Router<AppContext>) {
        router.get("/health") { _, _ in health }
        router.get("/ready") { _, _ in await ready() }
        // Some load balancers ask for no more than the head.
        router.head("/health") { _, _ in health.createHeadResponse() }
        router.head("/ready") { _, _ in await ready().createHeadResponse() }
    }

    private var health: Response { .text(#"{"status":"ok"}"#, type: "application/json") }

    private func ready() async -> Response {
        var problems: [(String, String)] = []
        if drain.isRaised { problems.append(("draining", "the service is shutting down")) }
        for check in checks {
            if let problem = await check.problem() { problems.append((check.name, problem)) }
        }
        guard !problems.isEmpty else { return .text(#"{"status":"ready"}"#, type: "application/json") }
        let body = JSONWriter.object { answer in
            answer.member("status", "not ready")
            answer.object("problems") { list in
                for (name, problem) in problems { list.member(name, problem) }
            }
        }
        return .json(body, status: .serviceUnavailable)
    }
}

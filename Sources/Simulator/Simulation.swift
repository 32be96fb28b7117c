import AsyncHTTPClient
import Hummingbird
public import Logging
public import ServiceLifecycle

/// A simulated world of Okta, Twilio, callers and handsets around a service under test.
///
/// Its servers listen on `127.0.0.1` and are as strict as the real ones; the service is pointed at them by
/// ``suggestedSettings`` and nothing else. Calls are placed by ``place(_:)`` or over the control API.
///
/// As a service of a group it runs until graceful shutdown and then stops.
public final class Simulation: Service {
    /// Where the servers of a simulation are.
    public struct Endpoints: Sendable, Equatable {
        /// The web phone and the control API.
        public var control: String

        /// Okta: `OKTA_ORG_URL`.
        public var okta: String

        /// Twilio's REST API: `TWILIO_API_URL`.
        public var twilio: String

        /// The internal API behind the account menu: `ACCOUNT_API_URL`.
        public var account: String
    }

    /// Where the servers are.
    public let endpoints: Endpoints

    /// What the world was made of.
    public var configuration: SimulatorConfiguration { parts.configuration }

    let parts: SimulatorParts
    private let servers: LoopbackServers

    private init(parts: SimulatorParts, servers: LoopbackServers, endpoints: Endpoints) {
        self.parts = parts
        self.servers = servers
        self.endpoints = endpoints
    }

    /// Starts the servers and waits until they listen.
    ///
    /// - Parameters:
    ///   - configuration: What the world is made of.
    ///   - logger: Where the servers complain; silent without it.
    /// - Returns: The running world; ``stop()`` ends it.
    /// - Throws: ``SimulationError`` when a port is taken.
    public static func start(
        configuration: SimulatorConfiguration = SimulatorConfiguration(), logger: Logger? = nil
    ) async throws -> Simulation {
        let parts = SimulatorParts(configuration)
        let logger = logger ?? Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() }
        // The ports between are those of Verify, 8x8 and Azure, which later work fills in.
        func port(_ offset: Int) -> Int { configuration.port == 0 ? 0 : configuration.port + offset }
        func urls(_ ports: [String: Int]) -> Endpoints {
            func url(_ name: String) -> String { "http://127.0.0.1:\(ports[name] ?? 0)" }
            return Endpoints(
                control: url("control"), okta: url("okta"), twilio: url("twilio"), account: url("account"))
        }
        let org = parts.org
        let okta = OktaServer(org: org, authorizer: TokenAuthorizer(org: org))
        let twilio = TwilioServer(account: configuration.twilio, engine: parts.engine)
        do {
            let servers = try await LoopbackServers(
                [
                    .init(name: "control", port: port(0), router: ControlServer(parts: parts).router()),
                    .init(
                        name: "okta", port: port(1), router: okta.router(journal: parts.journal, faults: parts.faults)),
                    .init(
                        name: "twilio", port: port(2),
                        router: twilio.router(journal: parts.journal, faults: parts.faults)),
                    .init(
                        name: "account", port: port(7),
                        router: AccountServer(org: org).router(journal: parts.journal, faults: parts.faults)),
                ], logger: logger)
            let endpoints = urls(servers.ports)
            await org.setURL(endpoints.okta)
            return Simulation(parts: parts, servers: servers, endpoints: endpoints)
        } catch {
            try? await parts.client.shutdown()
            throw error
        }
    }

    /// Stops calls and servers; what hangs is cut off.
    public func stop() async {
        parts.journal.close()
        await parts.engine.stop()
        await parts.faults.clear()
        await servers.stop()
        try? await parts.client.shutdown()
    }

    /// Runs until the task is cancelled or the group of services shuts down, then stops.
    public func run() async throws {
        try? await gracefulShutdown()
        await stop()
    }

    /// The settings that point a service at this world, by the names of the service's environment.
    public var suggestedSettings: [(name: String, value: String)] {
        let account = configuration.twilio
        return [
            ("PUBLIC_URL", parts.service.value.publicURL), ("OKTA_ORG_URL", endpoints.okta),
            ("OKTA_API_TOKEN", configuration.okta.token), ("TWILIO_ACCOUNT_SID", account.sid),
            ("TWILIO_AUTH_TOKEN", account.authToken), ("TWILIO_API_URL", endpoints.twilio),
            ("TWILIO_PHONE_NUMBER", account.phoneNumber), ("AGENT_DIAL", "sip:agents@simulated.example"),
            ("ACCOUNT_API_URL", endpoints.account),
        ]
    }
}

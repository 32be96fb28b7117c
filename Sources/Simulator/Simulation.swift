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

        /// Twilio Verify: `TWILIO_VERIFY_URL`.
        public var verify: String

        /// 8x8's text API: `EIGHT_BY_EIGHT_SMS_URL`.
        public var eightByEightSMS: String

        /// 8x8's voice API: `EIGHT_BY_EIGHT_VOICE_URL`.
        public var eightByEightVoice: String

        /// Azure Communication Services: the endpoint of `ACS_CONNECTION_STRING`.
        public var acs: String

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
        do {
            let servers = try await LoopbackServers(parts.servers(), logger: logger)
            let endpoints = Endpoints(ports: servers.ports)
            await parts.begin(oktaURL: endpoints.okta, twilioURL: endpoints.twilio)
            return Simulation(parts: parts, servers: servers, endpoints: endpoints)
        } catch {
            await parts.shutDown()
            throw error
        }
    }

    /// Stops calls and servers; what hangs is cut off.
    public func stop() async {
        parts.journal.close()
        await parts.engine.stop()
        await parts.delivery.errands.stop()
        await parts.faults.clear()
        await servers.stop()
        await parts.shutDown()
    }

    /// Runs until the task is cancelled or the group of services shuts down, then stops.
    public func run() async throws {
        try? await gracefulShutdown()
        await stop()
    }
}

import App
import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Simulator
import UnixSignals

/// Runs the simulator alone.
struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator",
        abstract: "Runs the simulator of Okta and Twilio alone, for a service started by hand.",
        discussion: "Prints the settings that point a service at it. Calls are placed from the web phone.")

    @Option(
        help: "The port of the web phone and control; the next ones are Okta, Twilio and the others. 0: free ports.")
    var port = 9400

    @Option(help: "The PUBLIC_URL of the service under test.")
    var publicURL = "http://127.0.0.1:8080"

    @Option(help: "Where the service really listens, when that is not its PUBLIC_URL.")
    var serviceURL: String?

    func validate() throws { try SimulatorPort.validate(port) }

    func run() async throws {
        let simulation: Simulation
        var configuration = SimulatorConfiguration(
            port: port, service: ServiceAddress(publicURL: publicURL, localURL: serviceURL))
        configuration.registerHooks()
        do {
            simulation = try await Simulation.start(configuration: configuration)
        } catch {
            Terminal.complain("voicegate: \(error)")
            throw ExitCode.failure
        }
        Terminal.say("web phone at \(simulation.endpoints.control)")
        for setting in simulation.suggestedSettings + listening {
            // As it is, without quotes: whoever reads it line by line takes what follows the first "=".
            Terminal.say("\(setting.name)=\(setting.value)")
        }
        let group = ServiceGroup(
            services: [simulation], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() })
        try await group.run()
    }

    /// Where the service has to listen to be found, where the given URLs say so.
    private var listening: [(name: String, value: String)] {
        guard let url = URL(string: serviceURL ?? publicURL), url.scheme == "http", let port = url.port else {
            return []
        }
        return [("PORT", String(port))]
    }
}

/// Ports that the simulator can have: it takes eight in a row.
enum SimulatorPort {
    /// Refuses what is no port, or too near to the last one.
    static func validate(_ port: Int) throws {
        guard port == 0 || (1...65_528).contains(port) else {
            throw ValidationError("--port must be 0, or a port with seven free ones after it")
        }
    }
}

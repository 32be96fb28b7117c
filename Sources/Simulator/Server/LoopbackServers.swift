import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Servers on `127.0.0.1` that start and stop together.
struct LoopbackServers: Sendable {
    /// A server that is to run.
    struct Plan {
        var name: String
        var port: Int
        var router: Router<SimulatorContext>
    }

    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    /// The port of each server by its name.
    let ports: [String: Int]

    /// Starts servers and waits until all listen.
    ///
    /// - Throws: ``SimulationError`` when a port is taken.
    init(_ plans: [Plan], logger: Logger) async throws {
        let board = PortBoard(expected: plans.count)
        let services: [any Service] = plans.map { plan in
            let name = plan.name
            return Application(
                router: plan.router, server: .http1(),
                configuration: ApplicationConfiguration(
                    address: .hostname("127.0.0.1", port: plan.port), serverName: plan.name),
                onServerRunning: { channel in board.set(channel.localAddress?.port, of: name) }, logger: logger)
        }
        var configuration = ServiceGroupConfiguration(services: services.map { .init(service: $0) }, logger: logger)
        // Connections that a fault keeps hanging are cut off rather than waited for.
        configuration.maximumGracefulShutdownDuration = .milliseconds(500)
        let group = ServiceGroup(configuration: configuration)
        let running = Task { try await group.run() }
        let watcher = Task {
            if case .failure(let error) = await running.result { board.fail(error) }
        }
        do {
            ports = try await board.all()
        } catch {
            watcher.cancel()
            let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
            throw SimulationError.portTaken(
                plans.map(\.port).filter { $0 != 0 },
                reason: isTaken ? "another program has one of them" : "\(error)")
        }
        self.group = group
        self.running = running
    }

    /// Stops every server.
    func stop() async {
        await group.triggerGracefulShutdown()
        _ = await running.result
    }
}

/// Tells why a simulation could not start.
public enum SimulationError: Error, CustomStringConvertible, Sendable {
    /// A server could not listen.
    case portTaken([Int], reason: String)

    /// A sentence with the mend.
    public var description: String {
        switch self {
        case .portTaken(let ports, let reason):
            "the simulator cannot listen on 127.0.0.1 (ports \(ports.map(String.init).joined(separator: ", "))): "
                + "\(reason); stop what uses them or choose another --port"
        }
    }
}

/// Collects the ports that servers were given.
private final class PortBoard: Sendable {
    private let expected: Int
    private let state: Mutex<(ports: [String: Int], error: (any Error)?)> = Mutex(([:], nil))
    private let bell = Bell()

    init(expected: Int) {
        self.expected = expected
    }

    func set(_ port: Int?, of name: String) {
        state.withLock { $0.ports[name] = port ?? 0 }
        bell.ring()
    }

    func fail(_ error: any Error) {
        state.withLock { $0.error = error }
        bell.ring()
    }

    func all() async throws -> [String: Int] {
        while true {
            let count = bell.count
            let (ports, error) = state.withLock { ($0.ports, $0.error) }
            if let error { throw error }
            if ports.count == expected { return ports }
            _ = await bell.wait(after: count, until: .now + .seconds(10))
        }
    }
}

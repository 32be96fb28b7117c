import App
import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Simulator

/// The service and the simulator, wired together in this process.
struct DemoWorld {
    let simulation: Simulation
    /// Where the service listens.
    let places: ListeningPlaces
    /// What opens the console; nil when `CONSOLE_PASSWORD` does.
    let consolePassword: String?
    private let group: ServiceGroup
    private let running: Task<Void, any Error>
    private let folder: URL

    /// Starts both; the state goes into a folder that is thrown away at the end.
    static func start(port: Int) async throws -> DemoWorld {
        let publicURL = "https://ivr.voicegate.example"
        let simulation: Simulation
        var configuration = SimulatorConfiguration(port: port, service: ServiceAddress(publicURL: publicURL))
        configuration.registerHooks()
        do {
            simulation = try await Simulation.start(configuration: configuration)
        } catch {
            Terminal.complain("voicegate: \(error)")
            throw ExitCode.failure
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "voicegate-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let consolePassword = freshConsolePassword()
        let loaded = try Configuration.take(
            SettingsLoader.load(from: sources(for: simulation, folder, consolePassword), for: .serve))
        let logger = Telemetry.logger(
            loaded.settings.logs, secrets: loaded.secrets, isTerminal: Terminal.isInteractive)
        Telemetry.startTracing(logger)
        let service = try await Configuration.orExit {
            try await VoicegateService.build(loaded.settings, metrics: Telemetry.startMetrics(), logger: logger)
        }
        let (listening, announce) = AsyncStream.makeStream(of: ListeningPlaces.self)
        let group = service.group(signals: []) { announce.yield($0) }
        let running = Task {
            defer { announce.finish() }
            try await service.run(group)
        }
        guard let places = await listening.first(where: { _ in true }) else {
            try await running.value
            throw ExitCode.failure
        }
        await simulation.connect(to: ServiceAddress(publicURL: publicURL, localURL: "http://\(places.publicSide)"))
        return DemoWorld(
            simulation: simulation, places: places, consolePassword: consolePassword, group: group, running: running,
            folder: folder)
    }

    /// A password for this demo alone, of letters and digits that are not taken for each other; nil when there is one.
    private static func freshConsolePassword() -> String? {
        guard ProcessInfo.processInfo.environment["CONSOLE_PASSWORD", default: ""].isEmpty else { return nil }
        return String((0..<12).compactMap { _ in "abcdefghjkmnpqrstuvwxyz23456789".randomElement() })
    }

    /// The simulator's settings over those of the process that only change what callers hear and may do.
    private static func sources(
        for simulation: Simulation, _ folder: URL, _ consolePassword: String?
    ) -> SettingsSources {
        let kept = [
            "APP_CUSTOMER_NAME", "DEFAULT_LANGUAGE", "TEMPLATES_DIR", "PUSH_POLL_SECONDS", "PUSH_TIMEOUT_SECONDS",
            "PUSH_NUMBER_CHALLENGE", "IVR_MAX_ATTEMPTS", "LOG_LEVEL", "LOG_FORMAT", "CONSOLE_PASSWORD", "PATH",
        ]
        var environment = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        for setting in simulation.suggestedSettings { environment[setting.name] = setting.value }
        if let consolePassword { environment["CONSOLE_PASSWORD"] = consolePassword }
        environment["PORT"] = "0"
        environment["ADMIN_PORT"] = "0"
        environment["DATABASE_URL"] = "sqlite:\(folder.path)/demo.db"
        if environment["LOG_LEVEL"] == nil { environment["LOG_LEVEL"] = "error" }
        return SettingsSources(environment: environment)
    }

    /// Ends both and throws the state away.
    func stop() async {
        await group.triggerGracefulShutdown()
        _ = try? await running.value
        await simulation.stop()
        try? FileManager.default.removeItem(at: folder)
    }
}

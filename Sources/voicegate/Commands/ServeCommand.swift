import App
import ArgumentParser
import Logging

/// Runs the service.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the service until SIGTERM or SIGINT, then drains.",
        discussion: """
            Draining stops accepting, finishes what is in flight (30 seconds at most) and exits 0. \
            PORT=0 takes a free port, and ADMIN_PORT=0 too; standard output says which.
            """)

    func run() async throws {
        let loaded = try Configuration.load(for: .serve)
        let logger = Telemetry.logger(
            loaded.settings.logs, secrets: loaded.secrets, isTerminal: Terminal.isInteractive)
        Telemetry.startTracing(logger)
        try await Configuration.orExit { try await VoicegateService.tryAddresses(loaded.settings.server) }
        let service = try await Configuration.orExit {
            try await VoicegateService.build(loaded.settings, metrics: Telemetry.startMetrics(), logger: logger)
        }
        do {
            try await service.run {
                Terminal.say("listening on http://\($0.publicSide)\nadmin on http://\($0.adminSide)")
            }
        } catch {
            Terminal.complain("voicegate: the service ended: \(error)")
            throw ExitCode.failure
        }
    }
}

import Foundation
import HTTPTransport
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
public import ServiceLifecycle
import Store
public import UnixSignals
import Web

extension VoicegateService {
    /// How long draining may take.
    static let drainLimit: Duration = .seconds(30)

    /// Runs until the process is told to end, then drains.
    ///
    /// - Parameter onListening: Is told both addresses once both sides listen.
    /// - Throws: What kept a side from listening, a port that was taken since ``tryAddresses(_:)`` for instance.
    public func run(onListening: @escaping @Sendable (ListeningPlaces) async -> Void) async throws {
        try await run(group(signals: [.sigterm, .sigint], onListening: onListening))
    }

    /// Runs a group that ``group(signals:onListening:)`` made, and closes what it used.
    public func run(_ group: ServiceGroup) async throws {
        do {
            try await group.run()
        } catch {
            await close()
            throw error
        }
        await close()
        logger.info("ended")
    }

    /// Puts everything that runs into one group, which drains when it is told to.
    ///
    /// - Parameters:
    ///   - signals: What begins the draining.
    ///   - onListening: Is told both addresses once both sides listen.
    /// - Returns: The group; run it with ``run(_:)``.
    public func group(
        signals: [UnixSignal], onListening: @escaping @Sendable (ListeningPlaces) async -> Void
    ) -> ServiceGroup {
        warnOfOpenAdminSide()
        let descriptors = Descriptors.raised()
        let news = ListeningNews(onListening)
        let (host, adminHost) = (settings.server.host, settings.server.adminHost)
        let admin = Application(
            responder: adminSide, server: .voicegate,
            configuration: configuration(adminHost, settings.server.adminPort, "admin", most: descriptors.admin),
            onServerRunning: { await news.listens(.admin, host: adminHost, port: $0.localAddress?.port ?? 0) },
            logger: logger)
        let front = Application(
            responder: publicSide, server: .voicegate,
            configuration: configuration(host, settings.server.port, "front", most: descriptors.front),
            onServerRunning: { channel in
                // Sixteen a turn of its event loop would leave a crowd standing outside.
                try? await channel.setOption(.maxMessagesPerRead, value: UInt(min(512, descriptors.front / 4))).get()
                await news.listens(.front, host: host, port: channel.localAddress?.port ?? 0)
            },
            logger: logger)
        // Services stop in reverse order: first the flag is raised, then the listener closes, the store goes last.
        let services: [any Service] = background + [admin, front, DrainSignal(flag: drain, logger: logger)]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .ignore) },
            gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.drainLimit
        configuration.maximumCancellationDuration = .seconds(2)
        return ServiceGroup(configuration: configuration)
    }

    private func warnOfOpenAdminSide() {
        let host = settings.server.adminHost
        guard !SplitURL.isLoopback(host) else { return }
        logger.warning(
            "the console and /metrics can be reached from other machines; keep them away from the internet",
            metadata: ["setting": "ADMIN_HOST", "host": "\(host)"])
    }

    private func close() async {
        await transport.shutdown()
        await store.close()
    }

    private func configuration(_ host: String, _ port: Int, _ side: String, most: Int) -> ApplicationConfiguration {
        // A short backlog would turn callers away when many ring at once.
        ApplicationConfiguration(
            address: .hostname(host, port: port), backlog: 1024,
            availableConnectionsDelegate: ConnectionLimit(most, side: side, logger: logger))
    }
}

/// Raises the drain flag when shutdown begins.
private struct DrainSignal: Service, CustomStringConvertible {
    var description: String { "drain signal" }

    let flag: DrainFlag
    let logger: Logger

    func run() async throws {
        try? await gracefulShutdown()
        flag.raise()
        logger.info("told to end: what has begun is finished, nothing new is taken")
    }
}

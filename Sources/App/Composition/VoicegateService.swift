import CallFlow
import CompanyNumbers
import Delivery
import Foundation
import HTTPTransport
import Hummingbird
public import Logging
public import Observability
import OktaAPI
import PhoneNumbers
import ServiceLifecycle
import Store
import TwiML
import TwilioAPI
import Web

/// The service, put together from its settings: the one place where adapters meet ports.
public struct VoicegateService: Sendable {
    let publicSide: PublicPath<RouterResponder<AppContext>>
    let adminSide: RouterResponder<AppContext>
    let settings: Settings
    let background: [any Service]
    let drain: DrainFlag
    let store: SQLStore
    let transport: AsyncHTTPTransport
    let logger: Logger
}

extension VoicegateService {
    /// Builds the service: opens the database, checks the templates, wires everything.
    ///
    /// - Parameters:
    ///   - settings: Checked settings that `serve` can start with.
    ///   - metrics: Where `/metrics` comes from; the metrics system has been bootstrapped with it.
    ///   - logger: For everything that is no request's.
    /// - Returns: The service, ready to run.
    /// - Throws: ``StartFault``.
    public static func build(
        _ settings: Settings, metrics: PrometheusRegistry, logger: Logger
    ) async throws(StartFault) -> VoicegateService {
        let parts = try await Parts(settings, logger: logger)
        let (essentials, gate) = (parts.essentials, parts.gate)
        let watcher = PushWatcher(instance: parts.instance, publicURL: essentials.publicURL, pace: parts.okta.pace)
        let drain = DrainFlag()
        let operations = parts.operations(metrics, drain: drain)
        let (publicSide, adminSide) = (router(), router())
        VoiceController(driver: parts.driver(watcher), gate: gate, defaultRegion: settings.call.defaultRegion)
            .addRoutes(to: publicSide)
        let hooks: Hooks
        do {
            hooks = try parts.hooks()
        } catch {
            await parts.close()
            throw error
        }
        hooks.addRoutes(to: publicSide)
        let recordings = addForwarding(
            to: publicSide, settings, essentials, okta: parts.okta, store: parts.store, templates: parts.templates,
            transport: parts.transport, gate: gate, logger: logger)
        operations.addPublicRoutes(to: publicSide)
        operations.addAdminRoutes(to: adminSide)
        addConsole(settings, store: parts.store, logger: logger, to: adminSide)
        return VoicegateService(
            publicSide: PublicPath(
                SplitURL(essentials.publicURL)?.target ?? "", routes: publicSide.routes.map { "\($0.path)" },
                inner: publicSide.buildResponder()),
            adminSide: adminSide.buildResponder(), settings: settings,
            background: parts.housekeeping() + [watcher, hooks.worker, recordings] + parts.numbersSync(),
            drain: drain, store: parts.store, transport: parts.transport, logger: logger)
    }

    private static func router() -> Router<AppContext> {
        let router = Router(context: AppContext.self)
        router.add(middleware: Arrivals())
        router.add(middleware: RequestTracing())
        router.add(middleware: RequestLog())
        return router
    }

    private static func addConsole(
        _ settings: Settings, store: SQLStore, logger: Logger, to router: Router<AppContext>
    ) {
        guard let password = settings.operators.consolePassword else { return }
        let lockout = (settings.call.lockoutFailures, settings.call.lockoutWindow / .seconds(1))
        ConsoleController(
            gate: ConsoleGate(password: password.revealed), source: StoreConsole(store: store, lockout: lockout),
            logger: logger
        ).addRoutes(to: router)
    }
}

/// Why the service does not start: each line names the setting or file and the mend.
public struct StartFault: Error, CustomStringConvertible {
    /// One line a fault.
    public let lines: [String]
    /// Whether a setting or a template has to be mended; if not, the world stands in the way.
    public let isSetting: Bool

    init(_ lines: [String], isSetting: Bool = true) {
        self.lines = lines
        self.isSetting = isSetting
    }

    /// All lines together.
    public var description: String { lines.joined(separator: "\n") }
}

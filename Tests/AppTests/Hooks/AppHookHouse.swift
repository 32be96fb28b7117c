import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Store
import TwiML
import TwilioAPI
import Web

@testable import App

/// Okta's hooks as the service puts them together from settings, with vendors' answers laid down.
struct AppHookHouse: Sendable {
    let hooks: Hooks
    let stores: HookStores
    let audit = MemoryStore()
    let transport: ScriptedTransport
    private let responder: RouterResponder<AppContext>
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(
        _ settings: Settings, _ transport: ScriptedTransport, vendors: [any DeliveryVendor.Type] = DeliveryVendors.all
    ) throws {
        self.transport = transport
        let ledger = MemorySendLedger()
        stores = HookStores(
            deliveries: MemoryDeliveryLog(ledger: ledger), ledger: ledger, breakers: MemoryBreakerStore(),
            outbox: MemoryOutbox())
        let gate = SignatureGate(
            signature: WebhookSignature(authTokens: ["12345"], sharedKeys: []),
            publicURL: settings.server.publicURL ?? "")
        hooks = try Hooks(
            settings, stores: stores,
            journal: StoreDeliveryJournal(trail: AuditTrail(store: audit, logger: Self.quiet)),
            templates: try Self.shipped.get(), gate: gate, instance: "one", transport: transport, logger: Self.quiet,
            vendors: vendors)
        let router = Router(context: AppContext.self)
        hooks.addRoutes(to: router)
        responder = router.buildResponder()
    }

    private static let shipped = Result {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try TemplateLibrary.load(
            directory: root.appending(path: "twiml-templates").path,
            contracts: TemplateContract.callSteps + TemplateContract.codeCalls, requiredLanguages: [])
    }

    /// Asks the telephony hook to send a code.
    func hook(_ eventID: String, channel: String = "SMS", number: String = "+15551230001") async throws -> String {
        let body = """
            {"eventId":"\(eventID)","data":{"userProfile":{"userId":"00u1"},"messageProfile":{"msgTemplate":\
            "Your code is 918273","phoneNumber":"\(number)","otpCode":"918273","deliveryChannel":"\(channel)"}}}
            """
        return try await send("/telephony-hook", body)
    }

    func send(_ path: String, _ body: String, authorization: String = "right") async throws -> String {
        try await Application(responder: responder, logger: Self.quiet).test(.router) { client in
            try await client.execute(
                uri: path, method: .post, headers: [.authorization: authorization], body: ByteBuffer(string: body)
            ) { String(buffer: $0.body) }
        }
    }
}

import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import Web

@Suite("Lines of one request")
struct RequestLinesTests {
    /// A part of the service that knows nothing of requests, as the directories at Okta do.
    private func far(_ logger: Logger) async {
        async let child: Void = { logger.warning("from a child task") }()
        await child
        await Task { logger.warning("from a task of its own") }.value
    }

    @Test("Every line carries the request's id and what it is about, whichever logger writes it")
    func ids() async throws {
        let book = LogBook()
        let logger = book.logger
        let router = Router(context: AppContext.self)
        router.add(middleware: RequestTracing())
        router.add(middleware: RequestLog())
        router.get("/x") { _, context in
            logger.warning("before it is known")
            context.logger(about: "call_sid", "CA1").warning("by the request's own")
            await far(logger)
            return "ok"
        }
        let app = Application(responder: router.buildResponder(), logger: logger)
        try await app.test(.router) { try await $0.execute(uri: "/x", method: .get) { #expect($0.status == .ok) } }
        let lines = book.lines.filter { $0.hasPrefix("warning") }
        #expect(lines.count == 4, "\(book.text)")
        #expect(lines.allSatisfy { $0.contains("\"request_id\": ") }, "\(book.text)")
        let later = lines.filter { !$0.contains("before") }
        #expect(later.allSatisfy { $0.contains("\"call_sid\": CA1") }, "\(book.text)")
        logger.warning("of nobody")
        #expect(book.lines.last?.contains("of nobody") == true && book.lines.last?.contains("request_id") == false)
    }

    @Test("What sends a code names the request and the event")
    func hook() async throws {
        let house = try HookHouse()
        #expect(try await house.hook(HookHouse.event("E1")).status == 200)
        for what in ["send", "delivery"] {
            let lines = house.logs.lines.filter { $0.contains(" \(what) [") }
            #expect(!lines.isEmpty, "\(house.logs.text)")
            #expect(lines.allSatisfy { $0.contains("request_id") && $0.contains("event_id") }, "\(lines)")
        }
    }
}

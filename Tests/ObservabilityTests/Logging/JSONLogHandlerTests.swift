import Foundation
import Logging
import Observability
import TestSupport
import Testing

@Suite("A JSON log")
struct JSONLogHandlerTests {
    private let sink = CapturingSink()
    private let redaction = Redaction(
        secrets: ["s3cret-token"], maskNumbers: { $0.replacing("+15551234567", with: "+1••••••4567") })

    private func logger(provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "voicegate.web") { label in
            JSONLogHandler(
                label: label, level: .debug, sink: sink, redaction: redaction, metadataProvider: provider,
                now: { Date(timeIntervalSince1970: 1_778_236_496.789) })
        }
    }

    private func fields(_ line: String?) throws -> [String: String] {
        let object = try JSONSerialization.jsonObject(with: Data(#require(line).utf8))
        return try #require(object as? [String: String])
    }

    @Test("has one line an entry, its fields in order")
    func writesLine() {
        var logger = logger()
        logger[metadataKey: "request_id"] = "r1"
        logger.info("call began", metadata: ["call_sid": "CA1"])
        logger.trace("not written")
        #expect(
            sink.lines == [
                #"{"time":"2026-05-08T10:34:56.789Z","level":"info","logger":"voicegate.web","#
                    + #""message":"call began","call_sid":"CA1","request_id":"r1"}"# + "\n"
            ])
    }

    @Test("calls a request's id by one name, whatever the web server calls it")
    func namesRequests() throws {
        var logger = logger(provider: Logger.MetadataProvider { ["request_id": "r1"] })
        logger[metadataKey: "hb.request.id"] = "r1"
        logger.info("m")
        var servers = self.logger()
        servers[metadataKey: "hb.request.id"] = "r2"
        servers.info("m")
        #expect(try sink.lines.map { try fields($0)["request_id"] } == ["r1", "r2"])
        #expect(!sink.lines.joined().contains("hb."))
    }

    @Test("flattens dictionaries and keeps arrays")
    func flattens() {
        logger().info(
            "m",
            metadata: [
                "peer": ["port": "80", "address": ["v4": "::1"]], "peer.port": "81",
                "list": ["a", ["k": "v", "b": []]],
                "none": [:], "number": .stringConvertible(7),
            ])
        #expect(sink.lines.count == 1)
        #expect(sink.lines[0].contains(#""list":["a",{"b":[],"k":"v"}],"none":{},"number":"7","#))
        #expect(sink.lines[0].contains(#""peer.address.v4":"::1","peer.port":"8"#))
        #expect(sink.lines[0].ranges(of: "peer.port").count == 1)
    }

    @Test("does not let metadata pass for the line's own fields")
    func reservesNames() throws {
        logger().info("m", metadata: ["message": "x", "level": "critical", "time": "y", "logger": "z"])
        let fields = try fields(sink.lines.first)
        #expect(fields["message"] == "m" && fields["level"] == "info")
        #expect(fields["metadata.message"] == "x" && fields["metadata.level"] == "critical")
    }

    @Test("ranks the call's metadata above the provider's, and that above the logger's")
    func ranksMetadata() throws {
        var logger = logger(provider: Logger.MetadataProvider { ["b": "provider", "c": "provider"] })
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("m", metadata: ["c": "call"])
        let fields = try fields(sink.lines.first)
        #expect([fields["a"], fields["b"], fields["c"]] == ["logger", "provider", "call"])
    }

    @Test("redacts the message, the metadata of every source, nested values, names and errors")
    func redacts() throws {
        struct Failure: Error, CustomStringConvertible { var description: String { "no answer from +15551234567" } }
        var logger = logger(provider: Logger.MetadataProvider { ["provided": "s3cret-token"] })
        logger[metadataKey: "from"] = "+15551234567"
        logger.warning(
            "s3cret-token for +15551234567", error: Failure(),
            metadata: [
                "to": .stringConvertible(Failure()), "list": ["+15551234567", ["+15551234567": "s3cret-token"]],
                "tree": ["x": "+15551234567", "+15551234567": "y"],
            ])
        let line = try #require(sink.lines.first)
        #expect(!line.contains("5551234567") && !line.contains("s3cret"))
        #expect(line.contains(#""message":"••• for +1••••••4567""#))
        #expect(line.contains(#""error.message":"no answer from +1••••••4567""#))
        #expect(line.contains("Failure"))
    }

    @Test("escapes what would break the line, and what a terminal would act on")
    func escapes() throws {
        logger().info("\"a\\b\"\n\r\t\u{0}\u{8}\u{1B}[2J\u{7F}/é😀", metadata: ["k\n": ["\u{7F}"]])
        let line = try #require(sink.lines.first)
        #expect(line.contains(#""message":"\"a\\b\"\n\r\t\u0000\u0008\u001b[2J\u007f/é😀","k\n":["\u007f"]}"#))
    }

    @Test("is JSON on one line, whatever is logged")
    func staysJSON() throws {
        var random = SeededRandom()
        let logger = logger()
        for _ in 0..<500 {
            let (message, value) = (random.text(upTo: 30), random.text(upTo: 30))
            logger.info("\(message)", metadata: ["value": "\(value)", "k\(random.text(upTo: 5))": "x"])
            let line = try #require(sink.lines.last)
            #expect(line.utf8.count { $0 == UInt8(ascii: "\n") } == 1, "seed \(random.seed)")
            #expect(line.utf8.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") }, "seed \(random.seed)")
            let fields = try fields(line)
            #expect(fields["message"].map { Array($0.utf8) } == Array(message.utf8), "seed \(random.seed)")
            #expect(fields["value"].map { Array($0.utf8) } == Array(value.utf8), "seed \(random.seed)")
        }
    }

    @Test(
        "writes any time as RFC 3339",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399.9996, "2000-02-29T00:00:00.000Z"),
            (1_709_164_800.001, "2024-02-29T00:00:00.001Z"),
            (-5, "1969-12-31T23:59:55.000Z"),
            (253_402_300_799, "9999-12-31T23:59:59.000Z"),
            (1e300, "9999-12-31T23:59:59.999Z"),
        ])
    func writesTime(seconds: Double, text: String) throws {
        let handler = JSONLogHandler(
            label: "l", sink: sink, redaction: Redaction(), now: { Date(timeIntervalSince1970: seconds) })
        Logger(label: "l", factory: { _ in handler }).info("m")
        #expect(try fields(sink.lines.first)["time"] == text)
    }
}

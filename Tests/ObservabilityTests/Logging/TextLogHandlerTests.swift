import Foundation
import Logging
import Observability
import Testing

@Suite("A log for a terminal")
struct TextLogHandlerTests {
    private let sink = CapturingSink()

    private func logger(isColoured: Bool = false) -> Logger {
        Logger(label: "okta") { label in
            TextLogHandler(
                label: label, level: .trace, sink: sink,
                redaction: Redaction(
                    secrets: ["s3cret-token"], maskNumbers: { $0.replacing("+15551234567", with: "+1••••••4567") }),
                isColoured: isColoured, now: { Date(timeIntervalSince1970: 1_778_236_496.789) })
        }
    }

    @Test("has a line an entry, the metadata behind the message")
    func writesLine() {
        logger().warning("rate limit is low", metadata: ["remaining": "12", "bucket": "api v1", "empty": ""])
        logger().info("done")
        #expect(
            sink.lines == [
                "10:34:56.789 warning okta: rate limit is low bucket=\"api v1\" empty=\"\" remaining=12\n",
                "10:34:56.789 info    okta: done\n",
            ])
    }

    @Test("colours levels when asked")
    func colours() {
        logger(isColoured: true).error("x")
        #expect(sink.lines == ["10:34:56.789 \u{1B}[31merror\u{1B}[0m   okta: x\n"])
    }

    @Test("redacts messages and metadata")
    func redacts() {
        logger().info(
            "from +15551234567", metadata: ["list": ["s3cret-token", "+15551234567"], "d": ["k": "s3cret-token"]])
        #expect(
            sink.lines == [
                "10:34:56.789 info    okta: from +1••••••4567 d.k=••• list=\"[•••, +1••••••4567]\"\n"
            ])
    }

    @Test("writes out what a terminal would act on")
    func escapes() {
        logger().info("a\nb\u{1B}[2J\u{202E}\u{61C}c\u{85}", metadata: ["k": "x\r\n\t\"y\""])
        #expect(
            sink.lines == [
                "10:34:56.789 info    okta: a\\nb\\u{1b}[2J\\u{202e}\\u{61c}c\\u{85} k=\"x\\r\\n\\t\\\"y\\\"\"\n"
            ])
    }
}

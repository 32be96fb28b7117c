import Foundation
import Logging
import PhoneNumbers
import Synchronization

@testable import Delivery

/// Values that tests of this room share.
enum Samples {
    /// A code that stands out wherever it should not be.
    static let code = "738264"
    static let number = "+14255550123"

    static func message(
        _ eventID: String = "event-1", to number: String = Samples.number, by channel: DeliveryChannel = .sms,
        code: String = Samples.code, locale: String? = "en-US", expiresIn seconds: Double = 300,
        userID: String? = "00u1", now: Date = ManualTime.date
    ) throws -> CodeMessage {
        CodeMessage(
            eventID: eventID, code: try required(OneTimeCode(code)), destination: try required(PhoneNumber(number)),
            channel: channel, text: "Your code is \(code)", locale: locale,
            expiresAt: now.addingTimeInterval(seconds), userID: userID)
    }

    static func required<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Missing() }
        return value
    }

    struct Missing: Error {}
}

/// A logger that keeps what it hears.
final class LogCatcher: Sendable {
    private let heard = Mutex<[String]>([])

    var lines: [String] { heard.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(catcher: self) }
        logger.logLevel = .trace
        return logger
    }

    fileprivate func hear(_ line: String) { heard.withLock { $0.append(line) } }

    private struct Handler: LogHandler {
        let catcher: LogCatcher
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            catcher.hear("\(event.level) \(event.message) \(event.metadata ?? [:])")
        }
    }
}

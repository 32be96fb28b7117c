import Clocks
import Foundation
import HTTPTransport
import PhoneNumbers
import Synchronization
import TwilioAPI

@testable import Delivery

/// Vendors' requests and answers without a network.
struct VendorHouse {
    let time = ManualTime()
    let storage = MemoryDeliveryLog()
    let script = FakeScript()

    static let twilio = TwilioAccess(
        accountSID: "AC00000000000000000000000000000001",
        credentials: TwilioCredentials(sid: "SK1", secret: "twilio-secret"))
    static let eightByEight = EightByEightAccess(apiKey: "eight-key", subaccount: "riders_hq")

    func parts(_ transport: ScriptedTransport) -> ProviderParts {
        ProviderParts(transport: transport, script: script, history: storage, timing: time.timing)
    }

    /// Answers requests one after another.
    func transport(_ answers: OutboundResponse...) -> ScriptedTransport {
        let rest = Mutex(answers)
        return ScriptedTransport { _ throws(TransportError) in
            let next = rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let next else { throw TransportError(.connect, "no more answers") }
            return next
        }
    }

    var deadline: ContinuousClock.Instant { time.now + .milliseconds(1500) }
}

/// Renders calls simply, or fails to.
struct FakeScript: VoiceScript {
    struct Broken: Error {}
    var length = 0
    var isBroken = false

    func document(for message: CodeMessage) throws -> String {
        if isBroken { throw Broken() }
        return "<Response><Say>\(spelled(message))</Say></Response>" + String(repeating: " ", count: length)
    }

    func speech(for message: CodeMessage) throws -> SpokenText {
        if isBroken { throw Broken() }
        return SpokenText(
            text: "Your code is \(spelled(message))." + String(repeating: " ", count: length),
            language: message.locale ?? "en-US")
    }

    private func spelled(_ message: CodeMessage) -> String {
        message.code.revealed.map(String.init).joined(separator: ", ")
    }
}

extension OutboundRequest {
    /// The request as lines, for comparing.
    var lines: [String] {
        ["\(method) \(url)"] + headers.fields.map { "\($0.name): \($0.value)" }
            + String(decoding: body ?? [], as: UTF8.self).split(separator: "&").map(String.init)
    }
}

/// The reason of a failed send, or nil.
func failure(
    of sender: any CodeSender, on message: CodeMessage, deadline: ContinuousClock.Instant
) async -> DeliveryError? {
    do throws(DeliveryError) {
        _ = try await sender.send(message, deadline: deadline)
        return nil
    } catch {
        return error
    }
}

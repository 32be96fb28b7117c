import Foundation
import PhoneNumbers

/// A call flow of 8x8's voice API, checked as 8x8 checks it.
///
/// Source: https://developer.8x8.com/connect/reference/send-callflow.
struct Callflow: Sendable, Equatable {
    /// A step of a flow.
    enum Step: Sendable, Equatable {
        case say(text: String, repetition: Int, speed: Double, voice: String)
        case play(url: String, repetition: Int)
        case capture(prompt: String, voice: String, digits: Int, timeout: Int, endsOnHash: Bool, tries: Int)
        case hangup
    }

    /// Who is called, E.164, and from which number.
    var call: (from: String, to: String)?
    var steps: [Step]

    static func == (left: Callflow, right: Callflow) -> Bool {
        left.steps == right.steps && left.call?.to == right.call?.to && left.call?.from == right.call?.from
    }

    /// Reads a flow.
    ///
    /// - Parameters:
    ///   - body: The request, or the answer to a webhook.
    ///   - beginsCall: Whether the first step must place the call.
    ///   - now: The time that `validUntil` is measured by.
    /// - Throws: What 8x8 refuses with.
    init(_ body: [String: JSON], beginsCall: Bool, now: Date) throws(EightByEightFailure) {
        guard let actions = body["callflow"]?.array, !actions.isEmpty else {
            throw .invalid(-1009, "$.callflow: is missing but it is required")
        }
        if let until = body["validUntil"]?.string {
            let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(until)
            guard let date = date ?? (try? Date.ISO8601FormatStyle().parse(until)) else {
                throw .invalid(-1009, "$.validUntil is not a date")
            }
            guard date > now else { throw .invalid(-1015, "Validity period has expired") }
        }
        var steps: [Step] = []
        for (place, action) in actions.enumerated() {
            let path = "$.callflow[\(place)]"
            let name = action["action"]?.string ?? ""
            if place == 0, beginsCall {
                guard name == "makeCall" else {
                    throw EightByEightFailure(
                        status: 422, code: -1013, message: "Invalid Callflow : First action should be a MakeCall action"
                    )
                }
                call = try Self.call(action["params"]?.object ?? [:], path: path)
            } else {
                steps.append(try Self.step(name, action["params"]?.object ?? [:], path: path))
            }
        }
        if let place = steps.firstIndex(of: .hangup), place != steps.endIndex - 1 {
            throw .invalid(-1012, "Invalid Callflow : Hangup must be the last action")
        }
        self.steps = steps
    }

    private static func call(
        _ params: [String: JSON], path: String
    ) throws(EightByEightFailure) -> (from: String, to: String) {
        guard let from = params["source"]?.string, !from.isEmpty else {
            throw .invalid(-1009, "\(path).params.source: is missing but it is required")
        }
        guard let to = params["destination"]?.string, !to.isEmpty else {
            throw .invalid(-1009, "\(path).params.destination: is missing but it is required")
        }
        guard let number = PhoneNumber(to.hasPrefix("+") ? to : "+" + to) else {
            throw .invalid(-1017, "Invalid MSISDN format in destination")
        }
        return (from.hasPrefix("+") ? from : "+" + from, number.e164)
    }

    private static func step(
        _ name: String, _ params: [String: JSON], path: String
    ) throws(EightByEightFailure) -> Step {
        let repetition = params["repetition"]?.integer ?? 1
        guard (1...3).contains(repetition) else { throw .invalid(-1009, "\(path).params.repetition: 1 to 3") }
        // The prose says 0.5 to 2; the contract says a whole number.
        let speed = params["speed"].map(\.integer) ?? 1
        guard let speed, (1...2).contains(speed) else {
            throw .invalid(-1009, "\(path).params.speed: a whole number, 1 or 2")
        }
        switch name {
        case "say":
            let text = try text(params["text"], path: "\(path).params.text")
            return .say(text: text, repetition: repetition, speed: Double(speed), voice: try voice(params, path: path))
        case "playFile":
            guard let url = params["fileUrl"]?.string, url.hasPrefix("http") else {
                throw .invalid(-1009, "\(path).params.fileUrl: is missing but it is required")
            }
            return .play(url: url, repetition: repetition)
        case "sayAndCapture":
            let prompt = try text(params["promptMessage"], path: "\(path).params.promptMessage")
            return .capture(
                prompt: prompt, voice: try voice(params, path: path), digits: params["maxDigits"]?.integer ?? 1,
                timeout: params["overallTimeout"]?.integer ?? 5000,
                endsOnHash: params["completeOnHash"]?.bool ?? true, tries: params["noOfTries"]?.integer ?? 1)
        case "hangup":
            return .hangup
        default:
            throw .invalid(-1007, "\(path).action should be one of: say,playFile,sayAndCapture")
        }
    }

    private static func text(_ value: JSON?, path: String) throws(EightByEightFailure) -> String {
        guard let text = value?.string, !text.isEmpty else {
            throw .invalid(-1009, "\(path): is missing but it is required")
        }
        guard text.count <= 3000 else { throw .invalid(-1009, "\(path): may only be 3000 characters long") }
        return text
    }

    private static func voice(_ params: [String: JSON], path: String) throws(EightByEightFailure) -> String {
        // Profiles look like en-US-JennyNeural.
        guard let voice = params["voiceProfile"]?.string, voice.split(separator: "-").count >= 3 else {
            throw .invalid(-1002, "\(path).params.voiceProfile: speech profile invalid")
        }
        return voice
    }
}

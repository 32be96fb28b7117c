import Foundation

/// What Okta makes of a telephony hook's answer.
public struct HookTestVerdict: Sendable, Equatable {
    /// Whether Okta takes the message for sent, or perhaps sent.
    public let isGood: Bool
    /// What it found, and what to do about it.
    public let words: String
    /// Okta waits no longer.
    static let patience = Duration.seconds(3)

    init(isGood: Bool, words: String) {
        self.isGood = isGood
        self.words = words
    }

    /// Judges an answer by Okta's rules (https://developer.okta.com/docs/reference/telephony-hook/).
    init(status: Int, body: [UInt8], elapsed: Duration) {
        switch status {
        case 200: self = Self.judge(body, elapsed)
        case 401:
            self.init(isGood: false, words: "the credential is not what the service has; Okta would send by itself")
        case 404: self.init(isGood: false, words: "there is no hook there: is the URL that of Voicegate?")
        default: self.init(isGood: false, words: "HTTP \(status): Okta would send by itself")
        }
    }

    private static func judge(_ body: [UInt8], _ elapsed: Duration) -> HookTestVerdict {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)), answer.commands.count == 1,
            let command = answer.commands.first, command.type == "com.okta.telephony.action", command.value.count == 1,
            let value = command.value.first, let status = Status(rawValue: value.status)
        else {
            return HookTestVerdict(isGood: false, words: "not the form that Okta takes: it would send a second message")
        }
        guard elapsed < patience else {
            return HookTestVerdict(isGood: false, words: "too late: Okta waits 3 seconds, and would send by itself")
        }
        let provider = value.provider ?? "nobody in particular"
        switch status {
        case .successful where provider == "none":
            return HookTestVerdict(isGood: true, words: "SUCCESSFUL, but nothing was sent: policy refuses the number")
        case .successful: return HookTestVerdict(isGood: true, words: "SUCCESSFUL by \(provider)")
        case .pending: return HookTestVerdict(isGood: true, words: "PENDING: \(provider) may have sent it")
        case .failed:
            return HookTestVerdict(
                isGood: false, words: "FAILED: no provider took it (\(value.transactionMetadata ?? "none is enabled"))")
        }
    }

    private enum Status: String {
        case successful = "SUCCESSFUL"
        case pending = "PENDING"
        case failed = "FAILED"
    }

    private struct Answer: Decodable {
        struct Command: Decodable {
            let type: String
            let value: [Value]
        }
        struct Value: Decodable {
            let status: String
            let provider: String?
            let transactionMetadata: String?
        }
        let commands: [Command]
    }
}

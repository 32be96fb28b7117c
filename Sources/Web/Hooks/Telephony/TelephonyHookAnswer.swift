import JSON

/// What Okta's telephony hook is answered, in the one form that Okta takes: anything else makes it send a second
/// message by itself.
public struct TelephonyHookAnswer: Sendable, Equatable {
    /// What became of the message; Okta's own words.
    public enum Status: String, Sendable, CaseIterable {
        case successful = "SUCCESSFUL"
        case pending = "PENDING"
        case failed = "FAILED"
    }

    /// What became of the message.
    public let status: Status
    /// The provider, by its name in the settings, or `none`.
    public let provider: String
    /// The provider's id of the message.
    public let transactionID: String?
    /// What else is worth having in Okta's System Log.
    public let transactionMetadata: String?

    /// Okta logs these: nothing needs to be longer.
    private static let longest = 500

    /// Makes an answer.
    ///
    /// - Parameters:
    ///   - status: What became of the message.
    ///   - provider: The provider's name.
    ///   - transactionID: The provider's id of the message.
    ///   - transactionMetadata: What else is worth knowing.
    ///   - withheld: The code and the number's digits: an optional part that has one of them in it is left out.
    public init(
        status: Status, provider: String, transactionID: String?, transactionMetadata: String?,
        withholding withheld: [String] = []
    ) {
        func clean(_ text: String?) -> String? {
            guard let text, !text.isEmpty, !withheld.contains(where: { text.hasBytes(of: $0) }) else { return nil }
            return text.utf8.count <= Self.longest ? text : String(text.prefix(Self.longest))
        }
        self.status = status
        self.provider = provider
        self.transactionID = clean(transactionID)
        self.transactionMetadata = clean(transactionMetadata)
    }

    /// The JSON, to be answered with status 200.
    public var body: [UInt8] {
        JSONWriter.object { answer in
            answer.list("commands") { commands in
                commands.object { command in
                    command.member("type", "com.okta.telephony.action")
                    command.list("value") { $0.object(describe) }
                }
            }
        }
    }

    private func describe(_ value: inout JSONWriter) {
        value.member("provider", provider)
        value.member("status", status.rawValue)
        value.member("transactionId", transactionID)
        value.member("transactionMetadata", transactionMetadata)
    }
}

extension String {
    /// Whether another text that is not empty is in this one, byte for byte.
    fileprivate func hasBytes(of other: String) -> Bool {
        let (text, wanted) = (Array(utf8), Array(other.utf8))
        guard !wanted.isEmpty, wanted.count <= text.count else { return false }
        return (0...text.count - wanted.count).contains { text[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}

import HTTPTransport

/// Who asks 8x8.
///
/// Printing it shows the subaccount only.
public struct EightByEightAccess: Sendable {
    /// The subaccount that messages are charged to.
    public let subaccount: String
    let apiKey: String

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - apiKey: 8x8's API key.
    ///   - subaccount: The subaccount's id.
    public init(apiKey: String, subaccount: String) {
        self.apiKey = apiKey
        self.subaccount = subaccount
    }

    /// A POST of JSON to the subaccount.
    func post(_ baseURL: String, _ path: String, _ body: [UInt8], operation: String) -> OutboundRequest {
        OutboundRequest(
            method: "POST", url: "\(baseURL)/api/v1/subaccounts/\(PercentEncoding.encode(subaccount))/\(path)",
            headers: OutboundHeaders([
                ("Authorization", "Bearer \(apiKey)"), ("Accept", "application/json"),
                ("Content-Type", "application/json"),
            ]),
            body: body, upstream: "8x8", operation: operation)
    }
}

extension EightByEightAccess: CustomStringConvertible, CustomReflectable {
    /// The subaccount.
    public var description: String { "EightByEightAccess(\(subaccount))" }
    /// The subaccount.
    public var customMirror: Mirror { Mirror(self, children: ["subaccount": subaccount]) }
}

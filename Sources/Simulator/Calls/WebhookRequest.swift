/// A request of Twilio's to the service.
public struct WebhookRequest: Sendable, Equatable {
    /// `POST` or `GET`.
    public var method: String

    /// The URL as Twilio knows it; of a `GET` with the parameters in its query.
    public var url: String

    /// The headers, the signature among them.
    public var headers: [FormField]

    /// The parameters, decoded; in the body of a `POST`, in the query of a `GET`.
    public var fields: [FormField]

    /// The body: a form, or empty for `GET`.
    public var body: String

    /// The value of a parameter.
    public subscript(name: String) -> String? { fields[name] }

    /// The value of a header; its name in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// What came of a request of Twilio's.
public enum WebhookReply: Sendable, Equatable {
    /// An answer: header names in any case.
    case answer(status: Int, headers: [FormField], body: [UInt8])

    /// No answer; Twilio's error code and why.
    case failure(code: Int, String)

    /// An answer with a TwiML document.
    public static func twiml(_ document: String) -> WebhookReply {
        .answer(
            status: 200, headers: [FormField("Content-Type", "text/xml; charset=utf-8")], body: Array(document.utf8))
    }
}

/// Sends requests of Twilio's to the service: over HTTP, or into a closure.
public protocol WebhookFetcher: Sendable {
    /// Sends a request and waits for its answer, fifteen seconds at most.
    func fetch(_ request: WebhookRequest) async -> WebhookReply
}

/// A request and what came of it.
public struct WebhookExchange: Sendable, Equatable {
    /// The request.
    public var request: WebhookRequest

    /// The answer; `nil` while it is awaited.
    public var reply: WebhookReply?
}

/// What Twilio's REST API can tell a live call.
public enum CallUpdate: Sendable, Equatable {
    /// To go on with another URL.
    case redirect(url: String, method: String)

    /// To go on with a document.
    case document(String)

    /// To end.
    case complete
}

/// Answers Twilio's requests by a closure, for calls without HTTP.
public struct ClosureFetcher: WebhookFetcher {
    private let answer: @Sendable (WebhookRequest) async -> WebhookReply

    /// Makes a fetcher from a function.
    public init(_ answer: @escaping @Sendable (WebhookRequest) async -> WebhookReply) {
        self.answer = answer
    }

    /// Answers a request.
    public func fetch(_ request: WebhookRequest) async -> WebhookReply { await answer(request) }
}

/// What a signature is checked over.
public struct SignedContent: Sendable {
    /// `X-Twilio-Signature`.
    public let signature: String?
    /// `X-Twilio-Webhooks-Signature-Settings`.
    public let settings: String?
    /// The URL as Twilio called it: the configured base and the raw request target.
    public let url: String
    /// `Content-Type`.
    public let contentType: String?
    /// The raw body.
    public let body: [UInt8]
    /// The parameters of a form body.
    public let form: FormFields

    /// Gathers what is checked.
    public init(
        signature: String?, settings: String?, url: String, contentType: String?, body: [UInt8], form: FormFields
    ) {
        self.signature = signature
        self.settings = settings
        self.url = url
        self.contentType = contentType
        self.body = body
        self.form = form
    }

    /// Whether the body is a form, whose parameters are signed one by one.
    var isForm: Bool { contentType?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false }
}

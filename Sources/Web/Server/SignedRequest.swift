import HTTPTypes
public import Hummingbird
import NIOCore
public import TwilioAPI

/// A request whose Twilio signature was checked: only ``SignatureGate`` makes one.
public struct SignedRequest: Sendable {
    /// The path without its query.
    public let path: String
    /// The parameters: those of the body, or of the query of a GET.
    public let form: FormFields
    /// The body as it came, for one that is no form.
    public let body: [UInt8]
    /// `I-Twilio-Idempotency-Token`.
    public let idempotencyToken: String?

    fileprivate init(path: String, form: FormFields, body: [UInt8], idempotencyToken: String?) {
        self.path = path
        self.form = form
        self.body = body
        self.idempotencyToken = idempotencyToken
    }
}

/// Lets through only what Twilio signed.
public struct SignatureGate: Sendable {
    private let signature: WebhookSignature
    private let publicURLs: [String]

    /// - Parameters:
    ///   - signature: Knows the keys.
    ///   - publicURL: What Twilio calls, without a slash at its end; the Host header plays no part.
    ///   - asWritten: The same with its host as somebody wrote it, perhaps in capitals: Twilio signs what it was given.
    public init(signature: WebhookSignature, publicURL: String, asWritten: String? = nil) {
        self.signature = signature
        publicURLs = [publicURL] + [asWritten].compactMap { $0 }.filter { $0 != publicURL }
    }

    /// Why a request does not get through.
    public enum Refusal: String, Error {
        case forged
        case tooLarge
        /// The connection ended before the body did.
        case cut
    }

    /// Reads and checks a request.
    ///
    /// - Throws: ``Refusal``.
    public func open(_ request: Request) async throws(Refusal) -> SignedRequest {
        guard let header = request.headers[.twilioSignature], !header.isEmpty else { throw .forged }
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: Limits.body))
        } catch {
            throw error is NIOTooManyBytesError || (error as? HTTPError)?.status == .contentTooLarge ? .tooLarge : .cut
        }
        let target = request.head.path ?? "/"
        // A fragment is never sent; what stood behind one would be read here and not signed.
        guard !target.utf8.contains(UInt8(ascii: "#")) else { throw .forged }
        let contentType = request.headers[.contentType]
        let isForm = contentType?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
        let form = isForm ? FormFields(decoding: body) : FormFields(decoding: [])
        let isSigned = publicURLs.contains { publicURL in
            signature.isValid(
                SignedContent(
                    signature: header, settings: request.headers[.twilioSignatureSettings], url: publicURL + target,
                    contentType: contentType, body: body, form: form))
        }
        guard isSigned else { throw .forged }
        let question = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        var fields = form
        if question < target.endIndex {
            fields.append(FormFields(decodingQuery: String(target[target.utf8.index(after: question)...])))
        }
        return SignedRequest(
            path: String(target[..<question]), form: fields, body: isForm ? [] : body,
            idempotencyToken: request.headers[.twilioIdempotencyToken])
    }
}

extension HTTPField.Name {
    static let twilioSignature = constant("X-Twilio-Signature")
    static let twilioSignatureSettings = constant("X-Twilio-Webhooks-Signature-Settings")
    static let twilioIdempotencyToken = constant("I-Twilio-Idempotency-Token")

    static func constant(_ name: String) -> HTTPField.Name {
        // The names above are tokens of RFC 9110; `contentType` only stands in for a failure that cannot be.
        HTTPField.Name(name) ?? .contentType
    }
}

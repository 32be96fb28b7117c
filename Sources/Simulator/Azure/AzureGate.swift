import Crypto
import Foundation
import Hummingbird

/// An answer of Azure's that refuses.
struct AzureFailure: Error, Equatable {
    /// The HTTP status.
    var status: Int

    /// Azure's word for it.
    var code: String

    /// What Azure says.
    var message: String

    static let denied = AzureFailure(status: 401, code: "Denied", message: "Denied by the resource provider.")

    static func invalid(_ message: String) -> AzureFailure {
        AzureFailure(status: 400, code: "BadRequest", message: message)
    }

    /// What a code or a bare status stands for, for faults on demand.
    static func injected(status: Int, code: String?) -> AzureFailure {
        let usual =
            switch status {
            case 401: "Denied"
            case 403: "Forbidden"
            case 404: "NotFound"
            case 429: "TooManyRequests"
            case 500...: "InternalError"
            default: "BadRequest"
            }
        return AzureFailure(status: status, code: code ?? usual, message: "A fault that was asked for.")
    }

    /// The answer.
    var response: Response {
        .json(
            ["error": ["code": .string(code), "message": .string(message)]], status: status,
            headers: status == 429 ? [.retryAfter: "1"] : [:])
    }
}

/// What holds for every request to Azure: its signature, Azure's error objects.
struct AzureGate: RouterMiddleware {
    let resource: AzureResource
    let clock: any SimulationClock

    func handle(
        _ request: Request, context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        do {
            var request = request
            // The signature covers the body, so it is read here and handed on.
            let buffer = try await request.collectBody(upTo: 1 << 20)
            let bytes = Array(buffer: buffer)
            guard AzureSignature(request)?.isValid(body: bytes, key: resource.accessKey, now: clock.date) == true else {
                throw AzureFailure.denied
            }
            return try await next(request, context)
        } catch let failure as AzureFailure {
            return failure.response
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return AzureFailure(status: 404, code: "NotFound", message: "Resource not found").response
        }
    }
}

/// The signature of a request to Azure Communication Services, as it was sent.
///
/// Source: https://learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial.
struct AzureSignature: Sendable, Equatable {
    // Azure takes clocks that differ by a quarter of an hour.
    private static let maximumSkew = 900.0

    var method: String
    var pathAndQuery: String
    var host: String
    var date: String
    var contentHash: String
    var signature: String

    /// Reads the headers; `nil` when one is missing or the scheme is another.
    init?(_ request: Request) {
        guard let host = request.head.authority ?? request.headers[named: "Host"],
            let date = request.headers[named: "x-ms-date"],
            let hash = request.headers[named: "x-ms-content-sha256"],
            let header = request.headers[.authorization]
        else { return nil }
        let scheme = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="
        guard header.hasPrefix(scheme) else { return nil }
        self.init(
            method: request.method.rawValue, pathAndQuery: request.head.path ?? "/", host: host, date: date,
            contentHash: hash, signature: String(header.dropFirst(scheme.count)))
    }

    /// Makes a signature from its parts.
    init(
        method: String, pathAndQuery: String, host: String, date: String, contentHash: String, signature: String
    ) {
        self.method = method
        self.pathAndQuery = pathAndQuery
        self.host = host
        self.date = date
        self.contentHash = contentHash
        self.signature = signature
    }

    /// Whether the signature is that of the key, of a body and of a time not long ago.
    func isValid(body: [UInt8], key: String, now: Date) -> Bool {
        guard let signed = Self.rfc1123(date), abs(signed.timeIntervalSince(now)) <= Self.maximumSkew,
            contentHash == Self.hash(body)
        else { return false }
        return signature == Self.sign(self, key: key)
    }

    /// The hash of a body as the headers carry it.
    static func hash(_ body: [UInt8]) -> String { Data(SHA256.hash(data: body)).base64EncodedString() }

    /// What the signature should be; `nil` when the key is not base64.
    static func sign(_ parts: AzureSignature, key: String) -> String? {
        guard let key = Data(base64Encoded: key) else { return nil }
        let text = "\(parts.method)\n\(parts.pathAndQuery)\n\(parts.date);\(parts.host);\(parts.contentHash)"
        let mac = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key))
        return Data(mac).base64EncodedString()
    }

    /// Reads a date of RFC 1123, `Tue, 26 Mar 2024 16:06:51 GMT`.
    static func rfc1123(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text)
    }
}

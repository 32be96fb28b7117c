import Crypto
import Foundation
import Texts
import HTTPTransport

/// How Azure Communication Services are asked: each request is signed with the access key
/// (https://learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial).
enum AzureSignature {
    /// The header fields that sign a request.
    ///
    /// The path and query are signed as they stand in the URL, with the date; Azure takes five minutes' difference.
    static func headers(
        method: String, pathAndQuery: String, body: [UInt8], connection: AzureConnection, date: Date
    ) -> [(String, String)] {
        let timestamp = HTTPDate.text(date)
        let contentHash = Data(SHA256.hash(data: body)).base64EncodedString()
        let text = "\(method)\n\(pathAndQuery)\n\(timestamp);\(connection.host);\(contentHash)"
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: connection.key)
        let signature = Data(code).base64EncodedString()
        return [
            ("x-ms-date", timestamp),
            ("x-ms-content-sha256", contentHash),
            (
                "Authorization",
                "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=\(signature)"
            ),
        ]
    }
}

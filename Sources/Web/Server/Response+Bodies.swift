import HTTPTypes
import Hummingbird
import NIOCore

// None of them may be kept by caches, unless it is said.
extension Response {
    /// Makes the answer that Twilio expects.
    static func twiML(_ document: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/xml; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: document)))
    }

    /// Makes an answer of JSON.
    static func json(_ body: [UInt8], status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// Makes an answer of text of a kind.
    static func text(
        _ text: String, type: String, cache: String = "no-store", status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: cache],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

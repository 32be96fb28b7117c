import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The context of a request to a simulated server; knows the connection, so that a fault can cut it.
struct SimulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    /// The connection that the request came on.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

extension Response {
    /// An answer with a JSON body.
    static func json(_ body: JSON, status: Int = 200, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(
            status: .init(code: status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.bytes))
        )
    }
}

extension HTTPFields {
    /// The value of a field by the text of its name; nothing happens where that is no name of a field.
    subscript(named name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set { if let name = HTTPField.Name(name) { self[name] = newValue } }
    }
}

extension Request {
    /// The path as it was sent, without the query.
    var rawPath: String { String(head.path?.prefix { $0 != "?" } ?? "/") }

    /// The query as it was sent, without its question mark.
    var rawQuery: String? {
        guard let path = head.path, let mark = path.firstIndex(of: "?") else { return nil }
        return String(path[path.index(after: mark)...])
    }

    /// The whole body.
    ///
    /// - Throws: When it is larger than a megabyte.
    func bytes() async throws -> [UInt8] {
        Array(buffer: try await body.collect(upTo: 1 << 20))
    }

    /// Whether the client said how long its body is, as Okta insists.
    var tellsBodyLength: Bool {
        headers[.contentLength] != nil || headers[.transferEncoding] != nil
    }
}

extension RequestContext {
    /// A part of the path, its percent escapes decoded.
    func part(_ name: String) -> String {
        let raw = parameters.get(name) ?? ""
        return FormEncoding.unescape(raw[...], plusIsSpace: false) ?? raw
    }
}

public import CompanyNumbers
import Foundation
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore

/// Recordings, for whoever has the link of one.
///
/// The link's token is all there is: nothing lists recordings, and nothing but the recording of a link is ever fetched.
public struct VoicemailController: Sendable {
    private let desk: VoicemailDesk
    private let settings: ForwardingSettings

    /// Makes a controller.
    public init(desk: VoicemailDesk, settings: ForwardingSettings) {
        self.desk = desk
        self.settings = settings
    }

    /// Adds the routes.
    public func addRoutes(to router: Router<AppContext>) {
        router.get("/voicemail/:token") { request, context in await answer(request, context) }
        router.head("/voicemail/:token") { request, context in await answer(request, context) }
    }

    private func answer(_ request: Request, _ context: AppContext) async -> Response {
        let link: VoicemailLink
        switch await desk.visit(context.parameters.get("token") ?? "", now: settings.now()) {
        case .found(let found): link = found
        case .expired: return Self.words("This recording is not available any more.", .gone)
        case .unknown: return Self.words("There is no such recording.", .notFound)
        }
        let logger = context.logger(about: "recording_sid", "\(link.recordingID)")
        // Programs that only look at a link do not make Twilio send the sound.
        if request.method == .head {
            return Response(status: .ok, headers: Self.headers, body: ResponseBody { try await $0.finish(nil) })
        }
        switch await desk.sound(
            of: link, deadline: context.arrivedAt + Limits.textSending, now: settings.now())
        {
        case .sound(let bytes): return Self.sound(bytes, range: request.headers[.range])
        case .missing:
            logger.warning("a recording is not there")
            return Self.words("This recording is not there (any more, or yet).", .notFound)
        case .unavailable:
            var response = Self.words("The recording cannot be fetched now. Please try again in a minute.", .badGateway)
            response.headers[.retryAfter] = "60"
            return response
        }
    }

    /// Sends a sound or the part that was asked for: telephones play nothing from a server that knows no ranges.
    private static func sound(_ bytes: [UInt8], range: String?) -> Response {
        var headers = headers
        guard let range = range.flatMap({ ByteRange($0, of: bytes.count) }) else {
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        guard let part = range.part else {
            headers[.contentRange] = "bytes */\(bytes.count)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(bytes.count)"
        return Response(
            status: .partialContent, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes[part])))
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "audio/mpeg", .cacheControl: "private, no-store", .acceptRanges: "bytes",
            .contentDisposition: "inline; filename=\"voicemail.mp3\"", .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex")] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()

    private static func words(_ words: String, _ status: HTTPResponse.Status) -> Response {
        var headers = headers
        headers[.contentType] = "text/plain; charset=utf-8"
        headers[.contentDisposition] = nil
        headers[.acceptRanges] = nil
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: words + "\n")))
    }
}

/// A `Range` of bytes (RFC 9110, 14.1.2): one range; several are answered with the whole.
struct ByteRange: Equatable {
    /// Which bytes; nil when none of those that are there.
    let part: Range<Int>?

    /// Reads the header; nil when it asks for nothing that is known here, and the whole is sent.
    init?(_ header: String, of count: Int) {
        let words = header.split(separator: "=", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let ends = words[1].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.count < 16 && $0.utf8.allSatisfy(Self.isDigit) }) else {
            return nil
        }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last):
            part = first < count && first <= last ?? first ? first..<min((last ?? count - 1) + 1, count) : nil
        case (nil, let suffix?): part = suffix > 0 && count > 0 ? max(0, count - suffix)..<count : nil
        case (nil, nil): return nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}

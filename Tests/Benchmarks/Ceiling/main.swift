// The ceiling that the service is measured against: one Hummingbird route that reads a form and answers a document.
import Foundation
import Hummingbird
import NIOCore

let port = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 9500
let document = """
    <?xml version="1.0" encoding="UTF-8"?><Response><Gather action="https://ivr.example.com/ivr/step/1">\
    <Say>Hello.</Say></Gather></Response>
    """

let router = Router()
router.post("/bare") { request, _ in
    _ = try await request.body.collect(upTo: 64 * 1024)
    return Response(
        status: .ok, headers: [.contentType: "text/xml; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: document)))
}
let application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
try await application.runService()

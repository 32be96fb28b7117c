// The ceilings that the service is measured against: a Hummingbird route that reads a form and answers a document, and one
// that makes a request to a vendor in between. Neither checks, decides or keeps anything.
import AsyncHTTPClient
import Foundation
import Hummingbird
import NIOCore
import NIOHTTP1

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

let vendor = CommandLine.arguments.dropFirst(2).first ?? "http://127.0.0.1:9401"
let sent = """
    {"commands":[{"type":"com.okta.telephony.action","value":[{"status":"SUCCESSFUL","provider":"8x8"}]}]}
    """
router.post("/relay") { request, _ in
    _ = try await request.body.collect(upTo: 64 * 1024)
    var message = HTTPClientRequest(url: vendor + "/api/v1/subaccounts/bench/messages")
    message.method = .POST
    message.headers = ["Content-Type": "application/json", "Authorization": "Bearer bench"]
    message.body = .bytes(ByteBuffer(string: #"{"destination":"+14255550123","text":"Your code is 123456"}"#))
    let answer = try await HTTPClient.shared.execute(message, timeout: .seconds(2))
    _ = try await answer.body.collect(upTo: 64 * 1024)
    return Response(
        status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: sent)))
}
let application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
try await application.runService()

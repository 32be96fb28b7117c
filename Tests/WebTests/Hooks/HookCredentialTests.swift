import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import Web

@Suite("What Okta's hooks must present")
struct HookCredentialTests {
    private static let paths = ["/telephony-hook", "/api/okta-telephony", "/event-hook"]

    @Test("Wrong and missing credentials are 401 with a challenge, and nothing is sent", arguments: paths)
    func refused(path: String) async throws {
        for authorization in [nil, "", "wrong", "righ", "right2", "Basic cmlnaHQ=", "Bearer right"] as [String?] {
            let house = try HookHouse()
            let answer = try await house.hook(HookHouse.event("e2"), authorization: authorization, path: path)
            #expect(answer.status == 401 && answer.headers[.wwwAuthenticate] != nil, "\(authorization ?? "-")")
            #expect(house.transport.requests.isEmpty)
        }
    }

    @Test("With no credential configured everybody is refused", arguments: paths)
    func unconfigured(path: String) async throws {
        let house = try HookHouse { $0.secrets = [] }
        #expect(try await house.hook(HookHouse.event("e2"), path: path).status == 401)
        #expect(try await house.hook(HookHouse.event("e2"), authorization: nil, path: path).status == 401)
        #expect(house.logs.text.contains("HOOK_AUTH_SECRET"))
    }

    @Test("Both secrets are accepted during rotation, and Basic where it is set", arguments: paths)
    func accepted(path: String) async throws {
        let house = try HookHouse {
            $0.secrets = ["old", "new"]
            $0.basic = ("okta", "pass")
        }
        for authorization in ["old", "new", "Basic b2t0YTpwYXNz", "basic  b2t0YTpwYXNz"] {
            let answer = try await house.hook(HookHouse.event(authorization), authorization: authorization, path: path)
            #expect([200, 204].contains(answer.status), "\(authorization)")
        }
        let refusal = try await house.hook("", authorization: "x", path: path)
        #expect(refusal.headers[.wwwAuthenticate]?.hasPrefix("Basic realm=") == true)
    }

    @Test("The secret may come in a header of its own")
    func otherHeader() async throws {
        let house = try HookHouse { $0.headerName = "X-Voicegate-Secret" }
        let name = try #require(HTTPField.Name("x-voicegate-secret"))
        #expect(try await house.send("/telephony-hook", HookHouse.event("h1"), headers: [name: "right"]).status == 200)
        #expect(try await house.hook(HookHouse.event("h2"), authorization: "right").status == 401)
    }
}

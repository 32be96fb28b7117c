import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("The control API moves the simulated world", .timeLimit(.minutes(2)))
struct ControlTests {
    @Test("The control API places a call, presses keys, answers pushes and tells the state")
    func controls() async throws {
        let documents = [
            "/ivr/welcome": "<Gather numDigits=\"1\" action=\"/ivr/menu\"><Say>Welcome</Say></Gather>",
            "/ivr/menu": "<Pause length=\"3000\"/>",
        ]
        try await World.with(documents: documents) { simulation in
            let control = simulation.endpoints.control
            #expect(try await World.send(.GET, control + "/").text.contains("<title>Voicegate simulator</title>"))
            let placed = try await World.send(.POST, control + "/calls", body: "{\"from\":\"+15550100002\"}")
            #expect(placed.status == 201)
            let sid = try #require(JSON(Array(placed.text.utf8))?["sid"]?.string)
            let call = try #require(await simulation.calls.first)
            try await call.waitUntilHeard("Welcome")
            #expect(try await World.send(.POST, "\(control)/calls/\(sid)/keys", body: "{\"keys\":\"1\"}").status == 200)
            _ = try await World.send(
                .POST, simulation.endpoints.okta + TestOrg.push, body: "{}", headers: World.okta + [("User-Agent", "x")]
            )
            #expect(
                try await World.send(.POST, "\(control)/handset/\(TestOrg.ben)/tap", body: "{\"number\":7}").status
                    == 409)
            #expect(try await World.send(.POST, "\(control)/handset/ben.osei@example.com/approve").status == 200)
            #expect(
                try await World.send(.POST, "\(control)/faults", body: "{\"upstream\":\"okta\",\"kind\":\"hang\"}")
                    .status == 201)
            #expect(
                try await World.send(.POST, "\(control)/faults", body: "{\"upstream\":\"okta\",\"kind\":\"x\"}").status
                    == 400)
            #expect(try await World.send(.DELETE, "\(control)/faults").status == 204)
            #expect(try await World.send(.POST, "\(control)/calls/\(sid)/hangup").status == 200)
            #expect(try await World.send(.POST, "\(control)/calls/none/hangup").status == 404)
            let foreign = try await World.send(.GET, control + "/state", headers: [("Origin", "https://evil.example")])
            #expect(foreign.status == 403)
            let state = JSON(Array(try await World.send(.GET, control + "/state").text.utf8))
            #expect(state?["calls"]?.array?.first?["status"] == "completed")
            #expect(state?["users"]?.array?[1]["pushes"]?.array?.first?["state"] == "approved")
            let events = JSON(Array(try await World.send(.GET, control + "/events?wait=1").text.utf8))?.array
            #expect(events?.first?["type"] == "call-began")
            #expect(events?.contains { $0["type"] == "call-ended" } == true)
        }
    }

    @Test(
        "A field that a request does not have is refused by its name",
        arguments: [
            ("/calls", #"{"user":"ben"}"#, "'user'"),
            ("/calls", #"{"from":"+15550100002","form":1,"x":2}"#, "'form', 'x'"),
            ("/faults", #"{"upstream":"okta","kind":"hang","times":1}"#, "'times'"),
            ("/users", #"{"id":"1","profile":{},"factors":[]}"#, "'factors'"),
            ("/numbers", #"{"number":"+15550100099"}"#, "'number'"), ("/service", #"{"url":"http://x"}"#, "'url'"),
        ])
    func unknownFields(_ path: String, _ body: String, _ named: String) async throws {
        try await World.with { simulation in
            let answer = try await World.send(.POST, simulation.endpoints.control + path, body: body)
            #expect(answer.status == 400)
            #expect(answer.text.contains("\(named) is no field"), "\(answer.text)")
            #expect(await simulation.calls.isEmpty)
        }
    }

    @Test("A person who is added without an identifier gets one, by which they can be changed")
    func addsPeople() async throws {
        try await World.with { simulation in
            let users = simulation.endpoints.control + "/users"
            let profile = #"{"login":"lea@example.com","ivrPhone":"+15550100021"}"#
            let added = try await World.send(.POST, users, body: #"{"profile":\#(profile)}"#)
            #expect(added.status == 201)
            let id = try #require(JSON(Array(added.text.utf8))?["id"]?.string)
            #expect(id.hasPrefix("00u") && id.count == 20)
            #expect(await simulation.users.last?.login == "lea@example.com")
            let count = await simulation.users.count
            let changed = #"{"id":"\#(id)","status":"SUSPENDED","profile":\#(profile)}"#
            #expect(try await World.send(.POST, users, body: changed).status == 201)
            #expect(await simulation.users.last?.status == "SUSPENDED")
            #expect(await simulation.users.count == count)
            let nobody = try await World.send(.POST, users, body: "{}")
            #expect(nobody.status == 400)
            #expect(nobody.text.contains("'profile' is missing"))
        }
    }

    @Test("Events arrive as server-sent events, from where the reader left off")
    func streamsEvents() async throws {
        try await World.with { simulation in
            await simulation.parts.handsets.deliver(text: "one", code: nil, to: "+1", userID: TestOrg.ada)
            await simulation.parts.handsets.deliver(text: "two", code: nil, to: "+1", userID: TestOrg.ada)
            var request = HTTPClientRequest(url: simulation.endpoints.control + "/events")
            request.headers.add(name: "Last-Event-ID", value: "1")
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            var text = ""
            for try await part in response.body {
                text += String(buffer: part)
                if text.contains("\n\n") { break }
            }
            #expect(text.hasPrefix("id: 2\ndata: {"))
            #expect(text.contains("two"))
        }
    }
}

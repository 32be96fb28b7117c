import HTTPTransport
import JSON
import OktaAPI
import Testing

@Suite("Requests that set an organisation up")
struct ManagementRequestTests {
    @Test(arguments: ManagementRequests.all)
    func `Each is sent letter by letter`(sample: ManagementRequests.Sample) async throws {
        let transport = ScriptedTransport { _ in .json(sample.answer) }
        try await sample.send(makeClient(transport))
        let request = try #require(transport.requests.first)
        #expect(transport.requests.count == 1)
        #expect("\(request.method) \(request.url.dropFirst(organisation.count))" == sample.line)
        #expect(request.body.map { String(decoding: $0, as: UTF8.self) } == sample.body)
        #expect(request.headers == usualHeaders(sample.body == nil ? [] : [("Content-Type", "application/json")]))
    }

    @Test
    func `Lists are read to their last page, and what is no object is left out`() async throws {
        let transport = ScriptedTransport { request in
            request.url.contains("after=")
                ? .json(#"[{"id":"b"},7,{"name":"no id"}]"#)
                : .json(
                    #"[{"id":"a"}]"#, headers: [("Link", "<\(organisation)/api/v1/eventHooks?after=a>; rel=\"next\"")])
        }
        #expect(try await makeClient(transport).eventHooks(deadline: soon).map(\.id) == ["a", "b"])
    }

    @Test
    func `Only a group of exactly that name, and of Okta's own kind, is the one`() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                """
                [{"id":"a","type":"OKTA_GROUP","profile":{"name":"IVR admins"}},
                 {"id":"b","type":"APP_GROUP","profile":{"name":"IVR"}},
                 {"id":"c","type":"OKTA_GROUP","profile":{"name":"IVR"}}]
                """)
        }
        #expect(try await makeClient(transport).groups(named: "IVR", deadline: soon).map(\.id) == ["c"])
    }

    @Test(arguments: [("idx", OktaEngine.identityEngine), ("v1", .classic), ("v9", .identityEngine)])
    func `The engine is read without credentials`(pipeline: String, engine: OktaEngine) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"id":"00o","pipeline":"\#(pipeline)"}"#) }
        #expect(try await makeClient(transport).engine(deadline: soon) == engine)
        #expect(transport.requests.first?.headers["Authorization"] == nil)
        #expect(transport.requests.first?.url == organisation + "/.well-known/okta-organization")
    }

    @Test
    func `What is made is sent again only after a 429, what is read also after a failure`() async throws {
        let failing = ScriptedTransport { _ in .json("", status: 503) }
        await #expect(throws: OktaError.self) {
            try await makeClient(failing).createGroup(name: "n", description: "d", deadline: soon)
        }
        #expect(failing.requests.count == 1)
        let busy = ScriptedTransport(answers: [
            .success(.json("", status: 429)), .success(.json(#"{"id":"g"}"#)),
        ])
        #expect(try await makeClient(busy).createGroup(name: "n", description: "d", deadline: soon).id == "g")
        let recovering = ScriptedTransport(answers: [.success(.json("", status: 503)), .success(.json("[]"))])
        #expect(try await makeClient(recovering).eventHooks(deadline: soon).isEmpty)
    }

    @Test
    func `Okta's own words are kept for whoever sets it up, and not for logs`() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                """
                {"errorCode":"E0000001","errorSummary":"Api validation failed: uri",
                 "errorCauses":[{"errorSummary":"uri: must begin with https\\u001b[31m"}]}
                """, status: 400)
        }
        let error = await #expect(throws: OktaError.self) {
            try await makeClient(transport).createEventHook([:], deadline: soon)
        }
        #expect(error?.explanation == "uri: must begin with https[31m")
        #expect(error?.description.contains("uri") == false)
    }
}

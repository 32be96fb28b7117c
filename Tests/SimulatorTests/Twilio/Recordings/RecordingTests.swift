import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Recordings are fetched with the account's credentials", .timeLimit(.minutes(1)))
struct RecordingTests {
    @Test("A recording is there for who has the credentials, until it is deleted")
    func fetches() async throws {
        let documents = ["/ivr/welcome": "<Record action=\"/done\" timeout=\"1\"/>", "/done": "<Hangup/>"]
        try await World.with(documents: documents) { simulation in
            let call = await simulation.place(CallPlan(from: "+15558675309"))
            try await call.waitUntilListening()
            await call.say("Please call me back")
            await call.press("#")
            try await call.waitUntilEnded()
            let recording = try #require(await call.recordings.first)
            #expect(recording.url.hasPrefix(simulation.endpoints.twilio))
            #expect(try await World.send(.GET, recording.url).status == 401)
            let sound = try await World.send(.GET, recording.url + ".mp3", headers: World.twilio)
            #expect(sound.headers.first(name: "Content-Type") == "audio/mpeg")
            let resource = try await World.send(.GET, recording.url + ".json", headers: World.twilio)
            #expect(resource.text.contains(recording.sid))
            #expect(try await World.send(.DELETE, recording.url + ".json", headers: World.twilio).status == 204)
            #expect(try await World.send(.GET, recording.url, headers: World.twilio).status == 404)
        }
    }
}

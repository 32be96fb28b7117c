import Hummingbird
import NIOCore

/// The routes for recordings: what they are, and their sound.
struct RecordingRoutes {
    let account: TwilioAccount
    let engine: CallEngine

    /// Adds the routes to those of the REST API.
    func add(to router: Router<SimulatorContext>) {
        // With and without a suffix: `.json` is the resource, everything else the sound.
        router.get("2010-04-01/Accounts/:account/Recordings/:recording") { request, context in
            try TwilioRequest.check(context, account)
            let name = context.part("recording")
            let recording = try await recording(name, request)
            if name.hasSuffix(".json") { return Response.json(body(of: recording)) }
            return Response(
                status: .ok, headers: [.contentType: name.hasSuffix(".mp3") ? "audio/mpeg" : "audio/x-wav"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: recording.wave)))
        }
        router.delete("2010-04-01/Accounts/:account/Recordings/:recording") { request, context in
            try TwilioRequest.check(context, account)
            let recording = try await recording(context.part("recording"), request)
            await engine.deleteRecording(recording.sid)
            return Response(status: .noContent)
        }
    }

    private func recording(_ name: String, _ request: Request) async throws -> SimulatedRecording {
        guard let recording = await engine.recording(String(name.prefix { $0 != "." })) else {
            throw TwilioFailure.notFound(request.rawPath)
        }
        return recording
    }

    private func body(of recording: SimulatedRecording) -> JSON {
        [
            "sid": .string(recording.sid), "account_sid": .string(account.sid), "api_version": "2010-04-01",
            "call_sid": .string(recording.callSID), "duration": .string(String(recording.seconds)),
            "status": "completed", "channels": 1, "source": "RecordVerb", "price": nil, "price_unit": "USD",
            "media_url": .string(recording.url),
            "uri": .string("/2010-04-01/Accounts/\(account.sid)/Recordings/\(recording.sid).json"),
        ]
    }
}

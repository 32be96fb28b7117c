import HTTPTransport

extension TwilioClient {
    /// Sends a message (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource).
    ///
    /// - Parameters:
    ///   - to: E.164.
    ///   - from: A number of the account, E.164.
    ///   - body: 1600 characters at most; nil where there are only pictures.
    ///   - media: Where Twilio finds pictures, ten at most.
    ///   - statusCallback: Where Twilio tells what became of it; nil for nowhere.
    ///   - deadline: When it is no use any more.
    /// - Returns: `SM…` or `MM…`; nil when the answer does not tell, though the message is on its way.
    /// - Throws: ``TwilioError``.
    @discardableResult
    public func sendMessage(
        to: String, from: String, body: String?, media: [String] = [], statusCallback: String? = nil,
        deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> String? {
        var fields = [("To", to), ("From", from)]
        if let body { fields.append(("Body", body)) }
        fields += media.map { ("MediaUrl", $0) }
        if let statusCallback { fields.append(("StatusCallback", statusCallback)) }
        let answer = try await send(
            "POST", "/Messages.json", form: FormEncoding.encode(fields), operation: "message", deadline: deadline)
        struct Created: Decodable { let sid: String }
        return (try? Self.decode(answer) as Created)?.sid
    }

    /// Fetches a recording as MP3 (https://www.twilio.com/docs/voice/api/recording#fetch-a-recording-media-file).
    ///
    /// Only recordings of the client's own account can be named.
    ///
    /// - Parameters:
    ///   - recordingSID: `RE…`.
    ///   - deadline: When it is no use any more.
    /// - Returns: The sound.
    /// - Throws: ``TwilioError``; ``TwilioError/Code/notFound`` when it was deleted or is not ready.
    public func recording(
        _ recordingSID: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> [UInt8] {
        let path = "/Recordings/\(PercentEncoding.encode(recordingSID)).mp3"
        return try await send("GET", path, operation: "recording", deadline: deadline).body
    }

    /// Deletes a recording, sound and all (https://www.twilio.com/docs/voice/api/recording#delete-a-recording-resource).
    ///
    /// - Parameters:
    ///   - recordingSID: `RE…`.
    ///   - deadline: When it is no use any more.
    /// - Returns: false when it was not there any more.
    /// - Throws: ``TwilioError``.
    public func deleteRecording(
        _ recordingSID: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> Bool {
        let path = "/Recordings/\(PercentEncoding.encode(recordingSID)).json"
        do {
            _ = try await send("DELETE", path, operation: "delete-recording", deadline: deadline)
            return true
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }
}

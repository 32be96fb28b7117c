/// The telephone in a simulated user's hand: its messages, its push prompts, its authenticator.
public struct Handset: Sendable {
    /// The owner's Okta identifier.
    public let userID: String

    let rack: HandsetRack
    let org: OktaOrg
    var engine: CallEngine?

    /// The text messages, oldest first.
    public var messages: [HandsetMessage] {
        get async { await rack.messages(of: userID) }
    }

    /// The push prompts, oldest first, with what became of them.
    public var pushPrompts: [PushPrompt] {
        get async { await org.prompts(of: userID) }
    }

    /// The code that the authenticator shows now; `nil` when none is enrolled.
    public var authenticatorCode: String? {
        get async { await org.authenticatorCode(of: userID) }
    }

    /// Waits for the next code that comes by text message.
    ///
    /// Each code is given once; of several unread ones the newest.
    ///
    /// - Parameter timeout: How long to wait, in real time.
    /// - Returns: The six digits.
    /// - Throws: ``ScriptError`` when none came in time.
    public func waitForCode(timeout: Duration = .seconds(10)) async throws -> String {
        guard let code = await rack.nextCode(of: userID, within: timeout) else {
            throw ScriptError("no text message with a code reached \(userID) within \(timeout)")
        }
        return code
    }

    /// Waits until a push prompt asks for an answer.
    ///
    /// - Parameter timeout: How long to wait, in real time.
    /// - Returns: The newest prompt that waits.
    /// - Throws: ``ScriptError`` when none came in time.
    public func waitForPush(timeout: Duration = .seconds(10)) async throws -> PushPrompt {
        guard let prompt = await org.waitingPrompt(of: userID, within: timeout) else {
            throw ScriptError("no push prompt reached \(userID) within \(timeout)")
        }
        return prompt
    }

    /// Says yes to the newest waiting prompt.
    ///
    /// - Throws: ``ScriptError`` when no prompt waits, or when it asks for a number.
    public func approve() async throws { try await org.answer(.approve, as: userID) }

    /// Taps a number on the newest waiting prompt: the right one approves, another one rejects.
    ///
    /// - Throws: ``ScriptError`` when no prompt waits, or when it does not show that number.
    public func tap(_ number: Int) async throws { try await org.answer(.tap(number), as: userID) }

    /// Says no to the newest waiting prompt.
    ///
    /// - Throws: ``ScriptError`` when no prompt waits.
    public func reject() async throws { try await org.answer(.reject, as: userID) }
}

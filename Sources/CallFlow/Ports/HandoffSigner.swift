public import Foundation

/// Issues the proof of who is calling that agents and the account API receive.
public protocol HandoffSigner: Sendable {
    /// Signs a token that says who calls and how that was proved.
    ///
    /// - Returns: A compact JWT (ES256), good for five minutes.
    /// - Throws: When the call is not verified, or the key does not work.
    func token(for state: CallState, at now: Date) async throws -> String
}

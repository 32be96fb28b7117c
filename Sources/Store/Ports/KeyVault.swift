public import Foundation

/// Keeps secrets that are made once and shared by all instances, such as the key of hand-off tokens.
public protocol KeyVault: Sendable {
    /// Reads a secret; makes it when there is none.
    ///
    /// Instances that ask at once agree: one of their makings is kept, and every one of them gets that.
    ///
    /// - Parameters:
    ///   - name: What the secret is for.
    ///   - makeIfMissing: Makes the secret; what it returns may be thrown away.
    /// - Returns: The secret that is kept.
    /// - Throws: ``StoreError``.
    func value(named name: String, makeIfMissing: @Sendable () -> Data) async throws -> Data
}

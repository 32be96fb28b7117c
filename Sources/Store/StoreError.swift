/// What is wrong with the store, and what mends it.
///
/// Its description is safe for a log.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Code: String, Sendable, Equatable, CaseIterable {
        /// Another process held the database for longer than a request may wait. Trying again may work.
        case busy
        /// The database can be read and not written.
        case readOnly
        /// The disk, or what the database may take of it, is full.
        case full
        /// What is stored is not what was written.
        case corrupt
        /// The data key is not the one that the database was written with, or is no key.
        case wrongKey
        /// A newer version of the program has changed the database.
        case newerSchema
        /// The store was closed.
        case closed
        /// The database cannot be reached, or refused for a reason of its own.
        case unavailable
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What happened and how to mend it.
    public let message: String
    /// The error that led to this one; it may say more than a log should hold.
    public let cause: (any Error)?

    /// - Parameters:
    ///   - code: What kind of trouble it is.
    ///   - message: What happened and how to mend it, safe for a log.
    ///   - cause: The error that led to this one.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// One line for a log.
    public var description: String { "store \(code.rawValue): \(message)" }
}

public import Foundation

/// Keeps notes until they run out.
///
/// Each method is one atomic statement or transaction. What is kept holds numbers: an adapter that writes it down
/// pseudonymises the names and seals the contents.
public protocol ForwardingNotes: Sendable {
    /// Reads a note; nil when there is none, or it has run out.
    func note(_ key: NoteKey, now: Date) async throws -> Data?

    /// Writes a note, over the one that was there.
    func write(_ content: Data, to key: NoteKey, expiresAt: Date) async throws

    /// Writes a note where there is none.
    ///
    /// - Returns: What stands there now: the content given, or the one that was first and has not run out.
    func writeFirst(_ content: Data, to key: NoteKey, now: Date, expiresAt: Date) async throws -> Data

    /// Removes a note; does nothing when there is none.
    func remove(_ key: NoteKey) async throws
}

/// Names a note.
public struct NoteKey: Sendable, Hashable {
    /// What the note is.
    public let kind: Kind
    /// What it is about.
    public let name: String

    /// What a note is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Where a text went.
        case route
        /// The last outside number that wrote to an employee.
        case thread
        /// Whom a sender was answered by.
        case answer
        /// Whose voicemail a call is in.
        case voicemail
        /// Which request took a recording on.
        case recording
        /// What a link leads to.
        case link
    }

    /// Makes a key.
    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// Everything that forwarding keeps.
public typealias ForwardingStore = ArrivalLedger & ForwardingNotes

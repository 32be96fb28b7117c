/// What a database has to do at a moment, as this process sees it.
public struct DatabaseLoad: Sendable, Equatable {
    /// Connections that work can be done on.
    public let connections: Int
    /// Of them those that do some now.
    public let inUse: Int
    /// Pieces of work that wait for their turn.
    public let waiting: Int

    /// Makes a reading.
    public init(connections: Int, inUse: Int, waiting: Int) {
        self.connections = connections
        self.inUse = inUse
        self.waiting = waiting
    }
}

extension SQLStore {
    /// What its database has to do now.
    public var load: DatabaseLoad { database.load }
}

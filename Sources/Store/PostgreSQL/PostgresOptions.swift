/// How a PostgreSQL database is used.
struct PostgresOptions: Sendable {
    /// How many connections are kept at most; they are made when they are needed.
    var connections = 8
    /// How long a piece of work takes at most, with waiting for a connection and all its tries.
    ///
    /// Less than the telephony hook has (2.5 seconds), so that its answer is in time also when the database hangs.
    var patience: Duration = .seconds(2)
    /// How long before that the server gives up, so that its refusal arrives while it is waited for.
    ///
    /// A refusal leaves no doubt about what was done, and the connection can be kept.
    var grace: Duration = .milliseconds(200)
    /// How long one address is tried; libpq takes whole seconds, and no less than two.
    var connectSeconds = 2
    /// How long bringing the tables up to date may take, with waiting for another instance that does it.
    var schemaPatience: Duration = .seconds(60)
    /// How often a piece of work is begun at most.
    var tries = 30

    /// The server's time for a statement.
    var statementTimeout: Duration { patience - grace }
}

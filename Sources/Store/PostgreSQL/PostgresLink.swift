import CLibPQ
import Foundation

/// A connection to PostgreSQL, for one thread.
///
/// Nothing in it waits longer than its caller says, except for names to be found while it is made.
final class PostgresLink {
    private let connection: OpaquePointer
    private var statements: [Shape: String] = [:]
    /// How many names were given to statements: one is never given again, since a server that runs out of time may have
    /// prepared the statement and say that it has not.
    private var names = 0
    private var statementTimeout: Int64
    private let options: PostgresOptions
    /// False after a failure that leaves the connection in doubt.
    private(set) var isUsable = true

    /// A statement with the types of its values: the same text with NULL in another place is another statement.
    private struct Shape: Hashable {
        let sql: String
        let types: [Oid]
    }

    /// How many statements are kept prepared; the program has far fewer.
    private static let statementLimit = 500

    /// Connects.
    ///
    /// - Throws: A failure whose message may be shown.
    init(to location: PostgresLocation, options: PostgresOptions) throws(PostgresFailure) {
        self.options = options
        statementTimeout = options.statementTimeout.wholeMilliseconds
        connection = try PostgresAddress(location).connect(options)
        // Notices would be printed otherwise.
        _ = PQsetNoticeReceiver(connection, { _, _ in }, nil)
        do throws(PostgresFailure) {
            guard PQsetnonblocking(connection, 1) == 0 else { throw PostgresFailure(.connecting, "out of memory") }
            let session = """
                SET statement_timeout = \(statementTimeout);
                SET idle_in_transaction_session_timeout = \(options.patience.wholeMilliseconds * 2)
                """
            try run(session, by: .now + options.patience)
        } catch {
            // The end of this object closes the connection.
            throw PostgresFailure(
                .connecting, "it does not take our settings (PostgreSQL \(error.sqlState))", sqlState: error.sqlState)
        }
    }

    deinit {
        PQfinish(connection)
    }

    /// Whether it has stayed silent since it was last used; what a server says unasked is its farewell.
    var isSound: Bool {
        guard isUsable, PQstatus(connection) == CONNECTION_OK else { return false }
        var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 0
    }

    /// Lets the server take no more time for a statement than there is left.
    func limitStatements(to deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        let whole = options.statementTimeout.wholeMilliseconds
        // It holds for the statement that next changes it, too, which must not be cancelled by it on a busy machine.
        let left = max(options.grace.wholeMilliseconds / 4, (deadline - .now - options.grace).wholeMilliseconds)
        // Another statement for little gain would make a busy database busier.
        let wanted = left > whole || left < whole / 2 ? left : whole
        guard wanted != statementTimeout else { return }
        try run("SET statement_timeout = \(wanted)", by: deadline)
        statementTimeout = wanted
    }

    /// Runs statements without values, separated by semicolons.
    ///
    /// - Returns: The tag of the last, such as `COMMIT`.
    @discardableResult
    func run(_ sql: String, by deadline: ContinuousClock.Instant) throws(PostgresFailure) -> String {
        guard PQsendQuery(connection, sql) == 1 else { throw unsent() }
        return try answer(by: deadline).tag
    }

    /// Runs a statement.
    func execute(
        _ sql: String, _ values: [SQLValue], by deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> PostgresAnswer {
        let name = try prepared(sql, values, by: deadline)
        try send(name, values)
        return try answer(by: deadline)
    }

    /// Begins a transaction and runs its first statement, in one journey to the server and back.
    ///
    /// Where this fails the transaction may have begun.
    func begin(
        _ transaction: String, with sql: String, _ values: [SQLValue], by deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> PostgresAnswer {
        let name = try prepared(sql, values, by: deadline)
        guard PQenterPipelineMode(connection) == 1,
            PQsendQueryParams(connection, transaction, 0, nil, nil, nil, nil, 1) == 1
        else { throw unsent() }
        try send(name, values)
        guard PQpipelineSync(connection) == 1 else { throw unsent() }
        let answer = Result { () throws(PostgresFailure) in try pipelineAnswer(by: deadline) }
        if isUsable, PQexitPipelineMode(connection) == 0 { isUsable = false }
        return try answer.get()
    }

    private func send(_ name: String, _ values: [SQLValue]) throws(PostgresFailure) {
        var bytes: [UInt8] = []
        let lengths = values.map { $0.append(to: &bytes) }
        // An empty value needs an address too: only NULL has none.
        bytes.append(0)
        let isSent = bytes.withUnsafeBytes { buffer in
            var offset = 0
            let pointers = lengths.map { length -> UnsafePointer<CChar>? in
                guard let length else { return nil }
                defer { offset += length }
                return buffer.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
            }
            let formats = [Int32](repeating: 1, count: values.count)
            return PQsendQueryPrepared(
                connection, name, Int32(values.count), pointers, lengths.map { Int32($0 ?? 0) }, formats, 1)
        }
        guard isSent == 1 else { throw unsent() }
    }

    private func prepared(
        _ sql: String, _ values: [SQLValue], by deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> String {
        let shape = Shape(sql: sql, types: values.map(\.postgresType))
        if let name = statements[shape] { return name }
        if statements.count >= Self.statementLimit {
            try run("DEALLOCATE ALL", by: deadline)
            statements = [:]
        }
        let name = "voicegate_\(names)"
        names += 1
        let text = NumberedStatement(sql).sql
        guard PQsendPrepare(connection, name, text, Int32(shape.types.count), shape.types) == 1 else { throw unsent() }
        do throws(PostgresFailure) {
            _ = try answer(by: deadline)
        } catch {
            // The statement itself was not run, whatever became of this.
            throw error.phase == .lost ? PostgresFailure(.unsent, error.message) : error
        }
        statements[shape] = name
        return name
    }

    // MARK: Waiting

    /// Collects all that the server answers, also what it says after the rows: a commit may fail then.
    private func answer(by deadline: ContinuousClock.Instant) throws(PostgresFailure) -> PostgresAnswer {
        var answer = PostgresAnswer()
        var failure: PostgresFailure?
        while true {
            do throws(PostgresFailure) {
                try awaitResult(by: deadline)
            } catch {
                // After a refusal that ends the connection nothing more comes.
                throw failure ?? error
            }
            guard let result = PQgetResult(connection) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                do throws(PostgresFailure) { answer = try PostgresAnswer(result) } catch { failure = error }
            default: failure = refusal(result)
            }
            // Else libpq gives the same answer for ever.
            if PQstatus(connection) != CONNECTION_OK { break }
        }
        if let failure {
            if failure.spoilsConnection { isUsable = false }
            throw failure
        }
        guard PQstatus(connection) == CONNECTION_OK else { throw lost() }
        return answer
    }

    /// The same for several statements in one journey, which end with a mark: the last answer, or the first failure.
    private func pipelineAnswer(by deadline: ContinuousClock.Instant) throws(PostgresFailure) -> PostgresAnswer {
        var answer = PostgresAnswer()
        var failure: PostgresFailure?
        var silences = 0
        while PQstatus(connection) == CONNECTION_OK, silences < 8 {
            do throws(PostgresFailure) {
                try awaitResult(by: deadline)
            } catch {
                throw failure ?? error
            }
            // Nothing comes between the answers of two statements.
            guard let result = PQgetResult(connection) else {
                silences += 1
                continue
            }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                if failure?.spoilsConnection == true { isUsable = false }
                if let failure { throw failure }
                return answer
            case PGRES_PIPELINE_ABORTED: continue
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
                do throws(PostgresFailure) { answer = try PostgresAnswer(result) } catch { failure = failure ?? error }
            default: failure = failure ?? refusal(result)
            }
        }
        isUsable = false
        throw failure ?? lost()
    }

    private func awaitResult(by deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        var flushing = PQflush(connection)
        while true {
            guard flushing >= 0 else { throw lost() }
            if flushing == 0, PQisBusy(connection) == 0 { return }
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0 else {
                isUsable = false
                throw PostgresFailure(.late, "no answer in time")
            }
            let events = Int16(POLLIN) | (flushing == 1 ? Int16(POLLOUT) : 0)
            var descriptor = pollfd(fd: PQsocket(connection), events: events, revents: 0)
            // An interrupted wait begins anew with what time is left.
            guard poll(&descriptor, 1, Int32(min(left.rounded(.up), 60_000))) > 0 else { continue }
            if descriptor.revents & ~Int16(POLLOUT) != 0, PQconsumeInput(connection) == 0 { throw lost() }
            if flushing == 1 { flushing = PQflush(connection) }
        }
    }

    private func refusal(_ result: OpaquePointer) -> PostgresFailure {
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
        let message = String(cString: PQresultErrorMessage(result))
        // Without a code it is libpq that speaks: the connection broke.
        return PostgresFailure(state.isEmpty ? .lost : .refused, message, sqlState: state)
    }

    private func lost() -> PostgresFailure {
        isUsable = false
        return PostgresFailure(.lost, String(cString: PQerrorMessage(connection)))
    }

    private func unsent() -> PostgresFailure {
        isUsable = false
        return PostgresFailure(.unsent, String(cString: PQerrorMessage(connection)))
    }
}

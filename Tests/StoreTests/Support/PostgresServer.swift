import Foundation

@testable import Store

/// A PostgreSQL server that is thrown away, and ends with the process that started it, however that ends.
///
/// A shell keeps it and reads commands from a pipe: when the pipe breaks, the shell stops the server and removes its
/// files. One is shared by all tests that do not harm it, each with a schema or a database of its own.
final class PostgresServer: Sendable {
    static let user = "voicegate"
    static let password = "p@ss word"

    private let keeper: Keeper
    private static let sharedServer = Task { try await PostgresServer() }

    /// The server for everybody.
    static var shared: PostgresServer {
        get async throws { try await sharedServer.value }
    }

    /// Starts a server on a free port.
    init() async throws {
        keeper = try await Self.start(tries: 3)
    }

    var port: Int { keeper.port }

    /// The shell that keeps a server, as it is held from here.
    private struct Keeper: Sendable {
        let port: Int
        let commands: Int32
        let answers: FileHandle
    }

    /// Starts one; on another port when that fails, since somebody else may have taken the port first.
    private static func start(tries: Int) async throws -> Keeper {
        let keeper = try begin(on: freePort())
        do {
            try await expectDone(from: keeper)
            return keeper
        } catch {
            close(keeper.commands)
            guard tries > 1 else { throw error }
            return try await start(tries: tries - 1)
        }
    }

    private static func begin(on port: Int) throws -> Keeper {
        let programs = try Self.programs()
        let (input, output) = (Pipe(), Pipe())
        let shell = Process()
        let script = [
            "/bin/sh", "-c", Self.script, "postgres-for-tests", programs, "\(port)", user, password,
        ]
        // PostgreSQL refuses to run as root.
        let prefix = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : []
        shell.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        shell.arguments = prefix + script
        shell.standardInput = input
        shell.standardOutput = output
        try shell.run()
        // A copy that no other child process gets: the pipe must break when this process ends.
        let commands = fcntl(input.fileHandleForWriting.fileDescriptor, F_DUPFD_CLOEXEC, 3)
        try input.fileHandleForWriting.close()
        return Keeper(port: port, commands: commands, answers: output.fileHandleForReading)
    }

    deinit {
        close(keeper.commands)
    }

    /// Keeps it until here: a server that nobody names any more ends.
    func end() {}

    /// Where a database is.
    func location(_ database: String = "postgres", options: String = "") throws -> PostgresLocation {
        try Self.location(port, database, options: options)
    }

    static func location(_ port: Int, _ database: String, options: String = "") throws -> PostgresLocation {
        try PostgresLocation(
            "postgres://\(user):p%40ss%20word@127.0.0.1:\(port)/\(database)?sslmode=disable\(options)")
    }

    // MARK: Commands

    enum Command: String {
        /// Ends all sessions and stops.
        case stop
        /// Stops as a machine that loses power.
        case crash
        case start
    }

    func tell(_ command: Command) async throws {
        let line = Array("\(command.rawValue)\n".utf8)
        _ = write(keeper.commands, line, line.count)
        try await Self.expectDone(from: keeper)
    }

    private static func expectDone(from keeper: Keeper) async throws {
        let answer = await offThread {
            var line: [UInt8] = []
            while let byte = try? keeper.answers.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
                line.append(byte)
            }
            return String(decoding: line, as: UTF8.self)
        }
        guard answer == "done" else {
            throw Trouble(description: "PostgreSQL for tests failed: \(answer.isEmpty ? "it ended" : answer)")
        }
    }

    private static let script = """
        cd /
        programs=$1 port=$2 user=$3
        home=$(mktemp -d /tmp/voicegate-postgres.XXXXXX) || exit 1
        trap 'rm -rf "$home"' EXIT
        trap '' INT TERM HUP
        printf '%s' "$4" >"$home/password"
        settings="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$home -c fsync=off"
        settings="$settings -c max_connections=500 -c shared_buffers=64MB -c log_min_messages=fatal"
        control() { "$programs/pg_ctl" --pgdata="$home/data" --silent --wait "$@" >>"$home/log" 2>&1; }
        answer() { if "$@"; then echo done; else echo "$(tail -n 5 "$home/log" | tr '\\n' ' ')"; fi; }
        begin() { control --log="$home/log" --options="$settings" start; }
        create() {
            "$programs/initdb" --pgdata="$home/data" --no-sync --encoding=UTF8 --locale=C --username="$user" \\
                --pwfile="$home/password" --auth=scram-sha-256 >>"$home/log" 2>&1 && begin
        }
        answer create
        while read -r command; do
            case $command in
            stop) answer control --mode=fast stop ;;
            crash) answer control --mode=immediate stop ;;
            start) answer begin ;;
            esac
        done
        control --mode=immediate stop
        """

    // MARK: Finding things

    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    private static func programs() throws -> String {
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let folders = versions.compactMap(Int.init).sorted(by: >).map { "\(debian)/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in folders + path where FileManager.default.isExecutableFile(atPath: folder + "/initdb") {
            return folder
        }
        throw Trouble(description: "PostgreSQL's programs are missing; run: apt-get install postgresql")
    }

    private static func freePort() throws -> Int {
        let listener = try LoopbackSocket.listener()
        defer { close(listener.descriptor) }
        return listener.port
    }
}

/// Runs what blocks away from the threads of Swift's tasks.
func offThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}

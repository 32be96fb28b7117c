import Foundation
import Glibc
import Simulator
import Synchronization
import Testing

/// What a process writes to one of its streams, in a file without a name: all of it is there when the process has ended.
///
/// A pipe would have to be read meanwhile, and has its end only when every process that inherited it has closed it.
private final class Capture: Sendable {
    /// For the process to write to.
    let handle: FileHandle

    init() throws {
        var path = Array((NSTemporaryDirectory() + "/voicegate-test-XXXXXX").utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else {
            throw Problem("no file for what a process writes: \(String(cString: strerror(errno)))")
        }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// What was written until now.
    var text: String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = pread(handle.fileDescriptor, &piece, piece.count, off_t(bytes.count))
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }
}

/// The built program as its own process, as it is installed.
final class ServiceProcess: Sendable {
    private let (out, err): (Capture, Capture)
    private let process: Mutex<Process>
    let folder: URL

    /// The binary beside the tests.
    static var binary: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "voicegate")
    }

    static var templates: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "twiml-templates").path
    }

    /// Starts the program.
    init(_ arguments: [String], environment: [String: String], folder: URL) throws {
        self.folder = folder
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = arguments
        process.environment = environment.merging(["PATH": "/usr/bin:/bin", "TEMPLATES_DIR": Self.templates]) {
            first, _ in first
        }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        (out, err) = (try Capture(), try Capture())
        process.standardOutput = out.handle
        process.standardError = err.handle
        self.process = Mutex(process)
        try process.run()
    }

    var output: String { out.text }
    var errors: String { err.text }
    var isRunning: Bool { process.withLock { $0.isRunning } }
    func signal(_ number: Int32) { kill(process.withLock { $0.processIdentifier }, number) }

    /// Waits for the end.
    ///
    /// - Returns: The exit code; nil when it did not end in time.
    func exitCode(within seconds: Double) async throws -> Int32? {
        for _ in 0..<Int(seconds * 50) {
            if !isRunning { return process.withLock { $0.terminationStatus } }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// Waits until a line on standard output says something.
    func wait(for text: String, seconds: Double = 20) async throws -> String {
        for _ in 0..<Int(seconds * 50) {
            if let line = output.split(separator: "\n").first(where: { $0.contains(text) }) { return String(line) }
            guard isRunning else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Problem("“\(text)” did not come; standard error: \(errors)")
    }
}

struct Problem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The real service in front of the simulated world.
final class Town: Sendable {
    static let publicURL = "https://ivr.example.com"

    let simulation: Simulation
    let folder: URL
    private let extra: Mutex<[String: String]>
    private let running = Mutex<[ServiceProcess]>([])

    init(_ extra: [String: String] = [:], speed: Double = 50) async throws {
        var configuration = SimulatorConfiguration(
            port: 0, service: ServiceAddress(publicURL: Self.publicURL),
            agent: .answers(after: .milliseconds(20), talkingFor: .milliseconds(20)),
            callee: .answers(after: .milliseconds(20)), speechSpeed: speed)
        configuration.registerHooks()
        simulation = try await Simulation.start(configuration: configuration)
        folder = FileManager.default.temporaryDirectory.appending(path: "voicegate-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.extra = Mutex(extra)
    }

    /// Changes a setting for what is started from now on.
    func set(_ name: String, _ value: String) { extra.withLock { $0[name] = value } }

    var environment: [String: String] {
        var environment = Dictionary(uniqueKeysWithValues: simulation.suggestedSettings.map { ($0.name, $0.value) })
        environment["PUBLIC_URL"] = Self.publicURL
        environment["PORT"] = "0"
        environment["ADMIN_PORT"] = "0"
        environment["DATABASE_URL"] = "sqlite:\(folder.path)/calls.db"
        environment["LOG_LEVEL"] = "trace"
        environment["PUSH_POLL_SECONDS"] = "0.2"
        return environment.merging(extra.withLock { $0 }) { $1 }
    }

    /// Starts the service; again after it was stopped, with the same state.
    @discardableResult
    func serve() async throws -> ServiceProcess {
        let service = try ServiceProcess(["serve"], environment: environment, folder: folder)
        running.withLock { $0.append(service) }
        let line = try await service.wait(for: "listening on ")
        let url = String(line.dropFirst("listening on ".count))
        await simulation.connect(to: ServiceAddress(publicURL: Self.publicURL, localURL: url))
        return service
    }

    /// Runs a command to its end.
    func run(_ arguments: [String]) async throws -> (code: Int32?, output: String) {
        let process = try ServiceProcess(arguments, environment: environment, folder: folder)
        let code = try await process.exitCode(within: 60)
        return (code, process.output + process.errors)
    }

    /// Everything that any of the processes wrote.
    var writings: String { running.withLock { $0.map { $0.output + $0.errors }.joined() } }

    func close() async {
        for service in running.withLock({ $0 }) where service.isRunning { service.signal(SIGKILL) }
        await simulation.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Places a call and presses 1 for the account.
    func callForAccount(from number: String) async throws -> SimulatedCall {
        let call = await simulation.place(CallPlan(from: number))
        try await call.waitUntilListening()
        await call.press("1")
        return call
    }
}

/// People of the simulator's directory, by what they prefer.
enum Person {
    static let sms = "+15550100001"
    static let push = "+15550100002"
    static let totp = "+15550100003"
}

/// Runs a test in a town of its own; where it throws, what the program wrote is shown too.
func inTown(_ extra: [String: String] = [:], _ body: (Town) async throws -> Void) async throws {
    let town = try await Town(extra)
    do {
        try await body(town)
    } catch {
        Issue.record("\(error)\n\(town.writings.suffix(3000))")
    }
    await town.close()
}

import Foundation
public import HTTPTransport
import Texts

/// Whom an ``Interview`` asks.
public protocol Interviewee: Sendable {
    /// Whether a person answers, who can be asked again.
    var isPerson: Bool { get }

    /// Asks for a line.
    ///
    /// - Parameters:
    ///   - question: What is asked for.
    ///   - isSecret: Whether the answer must not be seen while it is typed.
    /// - Returns: The line; nil at the end of input.
    func ask(_ question: String, isSecret: Bool) -> String?

    /// Tells something.
    func tell(_ line: String)
}

/// Why there is no complete set of settings.
public enum InterviewFailure: Error, Sendable, Equatable {
    /// The input ended before this setting was given.
    case endOfInput(String)
    /// An answer that is wrong, where nobody can be asked again; the words name the setting.
    case refused(String)
    /// Settings that are there already are wrong, one line each.
    case wrongSettings([String])
    /// The file could not be written.
    case unwritable(String)
}

/// Asks for the settings that are missing, and tries each answer at once.
public struct Interview: Sendable {
    let sources: SettingsSources
    let interviewee: any Interviewee
    let trials: SettingTrials?
    let makesDataKey: Bool
    let random: @Sendable (Int) -> [UInt8]

    /// Prepares an interview.
    ///
    /// - Parameters:
    ///   - sources: What is set already.
    ///   - interviewee: Who answers.
    ///   - transport: What tries the answers; nil to try none.
    ///   - makesDataKey: Whether to make a `DATA_KEY` also where the database needs none.
    ///   - random: Gives so many random bytes.
    public init(
        sources: SettingsSources, interviewee: any Interviewee, transport: (any HTTPTransport)?,
        makesDataKey: Bool = false, random: @escaping @Sendable (Int) -> [UInt8] = Interview.systemRandom
    ) {
        self.sources = sources
        self.interviewee = interviewee
        trials = transport.map(SettingTrials.init)
        self.makesDataKey = makesDataKey
        self.random = random
    }

    /// The machine's own random bytes.
    public static let systemRandom: @Sendable (Int) -> [UInt8] = { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Asks, tries, and writes the answers into a file; nothing is written before all of them are there.
    ///
    /// - Parameter path: The file, `.env`.
    /// - Returns: The names of the settings that were written; none where nothing was missing.
    /// - Throws: ``InterviewFailure``.
    public func run(writingTo path: String) async throws(InterviewFailure) -> [String] {
        let additions = try await additions()
        guard !additions.isEmpty else { return [] }
        do {
            try EnvironmentFile.write(EnvironmentFile.merged(sources.dotEnvText, with: additions), to: path)
        } catch {
            throw .unwritable("\(path) cannot be written; is there room, and may you write here?")
        }
        return additions.map(\.name)
    }

    /// Asks and tries; what was answered is given back.
    func additions() async throws(InterviewFailure) -> [EnvironmentFile.Addition] {
        let found = SettingsLoader.inspect(sources, for: .nothing)
        let broken = found.faults.filter { $0.setting.hasPrefix(".env line") }
        guard broken.isEmpty else { throw .wrongSettings(broken.map(\.description)) }
        var talk = Conversation(sources: sources, interviewee: interviewee, trials: trials)
        for question in InterviewQuestion.all { try await talk.put(question) }
        for (name, make) in generated(found.settings) where !talk.isGiven(name) { talk.add(name, make()) }
        return talk.additions
    }

    private func generated(_ settings: Settings) -> [(String, () -> String)] {
        var secrets: [(String, () -> String)] = [
            ("HOOK_AUTH_SECRET", { token() }), ("REPORTS_SECRET", { token() }),
        ]
        let isElsewhere = if case .sqlite = settings.storage.database { false } else { true }
        if makesDataKey || isElsewhere { secrets.append(("DATA_KEY", { Data(random(32)).base64EncodedString() })) }
        return secrets
    }

    /// A secret that can stand in headers and URLs as it is.
    private func token() -> String { Base64URL.encode(random(32)) }
}

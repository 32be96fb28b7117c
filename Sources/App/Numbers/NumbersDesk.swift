import Clocks
public import CompanyNumbers
import Foundation
import HTTPTransport
import OktaAPI
import Store

/// Where `voicegate numbers` works: Okta, Twilio, and the lease that lets one at a time change numbers.
public struct NumbersDesk: Sendable {
    /// The work itself.
    public let work: NumbersWork
    private let settings: Settings
    private let transport: AsyncHTTPTransport
    private let timing = Timing.real

    /// How long a command may take: a directory of ten thousand people at Okta's pace.
    public static let longestWork: Duration = .seconds(24 * 3600)
    /// How long a command waits for another that is at work.
    static let longestWait: Duration = .seconds(600)

    /// What a command does, and so what Okta has to allow.
    public enum Purpose: Sendable {
        /// People and numbers are compared; nothing is written.
        case reading
        case changing

        /// What a service app's token is asked for.
        var scopes: [OktaScope] {
            switch self {
            case .reading: .readingNumbers
            case .changing: .changingNumbers
            }
        }
    }

    /// Opens the desk; nothing is asked of anybody yet.
    ///
    /// - Parameters:
    ///   - settings: Checked settings that `serve` can start with.
    ///   - purpose: What the command does.
    ///   - options: What the command was told.
    /// - Returns: The desk; close it in the end.
    /// - Throws: ``StartFault``.
    public static func open(
        _ settings: Settings, for purpose: Purpose, options: NumbersOptions
    ) async throws(StartFault) -> NumbersDesk {
        let essentials = try VoicegateService.Essentials(settings)
        let transport = AsyncHTTPTransport()
        let okta: Okta
        do {
            okta = try Okta(essentials.okta, transport: transport, scopes: purpose.scopes)
        } catch {
            await transport.shutdown()
            throw error
        }
        let vendors = NumbersVendors(
            okta: okta.client, twilio: VoicegateService.twilio(essentials.twilio, transport))
        let policy = NumbersPolicy(settings, publicURL: essentials.publicURL, options: options)
        return NumbersDesk(
            work: NumbersWork(vendors: vendors, policy: policy), settings: settings, transport: transport)
    }

    /// Closes the connections.
    public func close() async { await transport.shutdown() }

    /// Runs something while nobody else changes numbers: on this machine, and as far as the database can be reached.
    ///
    /// Without a database it runs all the same: what is bought carries its owner's id, and is looked for before every
    /// purchase.
    ///
    /// - Parameters:
    ///   - notice: Is told why it waits, or goes on without the lease.
    ///   - body: What runs.
    /// - Returns: What it returned.
    /// - Throws: ``NumbersFailure/Code/busy`` when another goes on for too long.
    public func alone<Value: Sendable>(
        notice: (String) -> Void, _ body: @escaping @Sendable () async -> Value
    ) async throws(NumbersFailure) -> Value {
        let lock = try await MachineLock.take(
            name: settings.twilio?.accountSID ?? "", until: timing.now() + Self.longestWait, timing: timing,
            notice: notice)
        defer { lock?.release() }
        guard let store = await store(notice) else { return await body() }
        let value: Value
        do {
            value = try await leased(store, notice, body)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
        return value
    }

    /// Runs something while it holds the lease of the database.
    private func leased<Value: Sendable>(
        _ store: SQLStore, _ notice: (String) -> Void, _ body: @escaping @Sendable () async -> Value
    ) async throws(NumbersFailure) -> Value {
        let run = LeasedRun(
            lease: store.numbersLease, owner: .current(), timing: timing, isRunning: Self.isRunning)
        let end = timing.now() + Self.longestWait
        var hasSaid = false
        while true {
            switch try? await run.run(body) {
            case .ran(let value): return value
            case .held:
                guard timing.now() < end else { throw .busy }
                if !hasSaid { notice(MachineLock.waiting) }
                hasSaid = true
                try? await timing.pause(.seconds(2))
            case nil:
                notice("the database cannot keep other runs away; going on without it")
                return await body()
            }
            if Task.isCancelled { throw NumbersFailure(.busy, "it was ended before it began") }
        }
    }

    /// Opens the database; a command makes no new one.
    private func store(_ notice: (String) -> Void) async -> SQLStore? {
        if case .sqlite(let path) = settings.storage.database, !FileManager.default.fileExists(atPath: path) {
            return nil
        }
        do {
            return try await VoicegateService.openStore(settings.storage)
        } catch {
            notice("the database cannot be opened to keep other runs away; going on without it: \(error)")
            return nil
        }
    }

    /// Whether a process of this machine runs.
    @Sendable static func isRunning(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno == EPERM }
}

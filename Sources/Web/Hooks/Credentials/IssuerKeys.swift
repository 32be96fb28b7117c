import Delivery
import Foundation
import HTTPTransport
import JWTKit
import Logging
import Metrics

/// The public keys of an issuer of tokens, found by its metadata (RFC 8414, OpenID Connect Discovery 1.0) and kept.
///
/// One fetch runs at a time. A key that is not known makes the issuer be asked, twenty seconds after the last time at
/// the earliest. Keys that are kept stay good while the issuer cannot be reached.
actor IssuerKeys {
    private struct Known {
        let keys: JWTKeyCollection
        /// Empty for keys without a name.
        let names: Set<String>
        let fetchedAt: ContinuousClock.Instant
    }

    private let source: IssuerMetadata
    private let time: Timekeeper
    private let logger: Logger
    private var known: Known?
    private var askedAt: ContinuousClock.Instant?
    private var running: Task<Void, Never>?
    /// Between two questions.
    private static let pause = Duration.seconds(20)
    /// The same while there are no keys at all: nobody is admitted meanwhile.
    private static let firstPause = Duration.seconds(2)
    /// After this the keys are fetched again, so that one that was withdrawn is not trusted for long.
    private static let lifetime = Duration.seconds(300)
    /// What a fetch may take; requests wait for it no longer than they can.
    private static let limit = Duration.seconds(5)

    init(issuer: String, transport: any HTTPTransport, time: Timekeeper, logger: Logger) {
        source = IssuerMetadata(issuer: Self.trimmed(issuer), transport: transport)
        self.time = time
        self.logger = logger
    }

    /// An issuer without the slash that some end with.
    static func trimmed(_ issuer: String) -> String { issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer }

    /// Finds the keys among which a token's is.
    ///
    /// - Parameters:
    ///   - name: The token's `kid`; nil for one that names none, which only an issuer of a single key may do.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: The keys.
    /// - Throws: ``BearerRefusal/key`` or ``BearerRefusal/issuerUnavailable``.
    func keys(
        for name: String?, until deadline: ContinuousClock.Instant
    ) async throws(BearerRefusal) -> JWTKeyCollection {
        if let keys = found(name) {
            // What is kept is good enough for this one; the next ones get newer keys.
            if isStale { begin() }
            return keys
        }
        begin()
        if let running { _ = await waiting(until: deadline, time) { await running.value } }
        if let keys = found(name) { return keys }
        throw known == nil ? .issuerUnavailable : .key
    }

    /// Fetches now, and whenever the keys have grown old, until the task is cancelled.
    func keepFresh() async {
        while !Task.isCancelled {
            if known == nil || isStale { begin() }
            await running?.value
            let wait = known == nil ? Self.pause : Self.lifetime
            try? await time.sleep(time.now() + wait)
        }
    }

    /// Why the keys cannot be had; nil when they can.
    nonisolated func problem(deadline: ContinuousClock.Instant) async -> String? {
        do {
            let keys = try await source.keys(deadline: deadline)
            return keys.isEmpty ? IssuerMetadata.Trouble.noKeys.description : nil
        } catch {
            return error.description
        }
    }

    private var isStale: Bool { known.map { time.now() - $0.fetchedAt >= Self.lifetime } ?? true }

    private func found(_ name: String?) -> JWTKeyCollection? {
        guard let known else { return nil }
        if let name { return known.names.contains(name) || known.names == [""] ? known.keys : nil }
        return known.names.count == 1 ? known.keys : nil
    }

    /// Begins a fetch, unless one is under way or was a moment ago.
    private func begin() {
        guard running == nil else { return }
        let now = time.now()
        if let askedAt, now - askedAt < (known == nil ? Self.firstPause : Self.pause) { return }
        askedAt = now
        running = Task { await fetch() }
    }

    private func fetch() async {
        defer { running = nil }
        do {
            let set = try await source.keys(deadline: time.now() + Self.limit)
            let keys = JWTKeyCollection()
            var names: Set<String> = []
            for key in set {
                let name = key.keyIdentifier?.string ?? ""
                guard (try? await keys.add(jwk: key)) != nil else { continue }
                names.insert(name)
            }
            guard !names.isEmpty else { throw IssuerMetadata.Trouble.noKeys }
            known = Known(keys: keys, names: names, fetchedAt: time.now())
            count("fetched")
        } catch {
            count("failed")
            logger.warning(
                "the keys of HOOK_OAUTH_ISSUER could not be fetched",
                metadata: ["error": "\(error)", "kept": "\(known?.names.count ?? 0)"])
        }
    }

    private func count(_ result: String) {
        Counter(label: "voicegate_issuer_key_fetches", dimensions: [("result", result)]).increment()
    }
}

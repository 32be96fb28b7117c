import Clocks
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
        /// A collection each: JWTKit lets the first token choose the algorithm of a key that names none, before it looks at
        /// the signature, and a forged one would turn the honest ones away.
        let keys: [Name: JWTKeyCollection]
        /// Empty for keys without a name.
        let names: Set<String>
        let fetchedAt: ContinuousClock.Instant
    }

    /// What a token says of its key: `kid`, and `alg` (RFC 7518, 3.1).
    private struct Name: Hashable {
        let id: String
        let algorithm: String
    }

    private let source: IssuerMetadata
    private let timing: Timing
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

    init(issuer: String, transport: any HTTPTransport, timing: Timing, logger: Logger) {
        source = IssuerMetadata(issuer: Self.trimmed(issuer), transport: transport)
        self.timing = timing
        self.logger = logger
    }

    /// An issuer without the slash that some end with.
    static func trimmed(_ issuer: String) -> String { issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer }

    /// Finds the key of a token.
    ///
    /// - Parameters:
    ///   - name: The token's `kid`; nil for one that names none, which only an issuer of a single key may do.
    ///   - algorithm: The token's `alg`.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: The key, as a collection of its own.
    /// - Throws: ``BearerRefusal/key``, ``BearerRefusal/signature`` or ``BearerRefusal/issuerUnavailable``.
    func key(
        _ name: String?, algorithm: String, until deadline: ContinuousClock.Instant
    ) async throws(BearerRefusal) -> JWTKeyCollection {
        if isKnown(name) {
            // What is kept is good enough for this one; the next ones get newer keys.
            if isStale { begin() }
        } else {
            begin()
            if let running { _ = await withDeadline(deadline, timing) { await running.value } }
        }
        guard let known else { throw .issuerUnavailable }
        guard isKnown(name) else { throw .key }
        // One that has no name is whatever a token calls it.
        let id = known.names == [""] ? "" : name ?? known.names.first ?? ""
        guard let key = known.keys[Name(id: id, algorithm: algorithm)] else { throw .signature }
        return key
    }

    /// Fetches now, and whenever the keys have grown old, until the task is cancelled.
    func keepFresh() async {
        while !Task.isCancelled {
            if known == nil || isStale { begin() }
            await running?.value
            let wait = known == nil ? Self.pause : Self.lifetime
            try? await timing.pause(wait)
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

    private var isStale: Bool { known.map { timing.now() - $0.fetchedAt >= Self.lifetime } ?? true }

    private func isKnown(_ name: String?) -> Bool {
        guard let known else { return false }
        guard let name else { return known.names.count == 1 }
        return known.names.contains(name) || known.names == [""]
    }

    /// Begins a fetch, unless one is under way or was a moment ago.
    private func begin() {
        guard running == nil else { return }
        let now = timing.now()
        if let askedAt, now - askedAt < (known == nil ? Self.firstPause : Self.pause) { return }
        askedAt = now
        running = Task { await fetch() }
    }

    private func fetch() async {
        defer { running = nil }
        do {
            let set = try await source.keys(deadline: timing.now() + Self.limit)
            var keys: [Name: JWTKeyCollection] = [:]
            for key in set.flatMap(\.withAlgorithm) {
                let collection = JWTKeyCollection()
                guard let algorithm = key.algorithm?.rawValue, (try? await collection.add(jwk: key)) != nil else {
                    continue
                }
                keys[Name(id: key.keyIdentifier?.string ?? "", algorithm: algorithm)] = collection
            }
            let names = Set(keys.keys.map(\.id))
            guard !names.isEmpty else { throw IssuerMetadata.Trouble.noKeys }
            known = Known(keys: keys, names: names, fetchedAt: timing.now())
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

extension JWK {
    /// The key with its algorithm; one that names none, once with each that its kind signs with.
    fileprivate var withAlgorithm: [JWK] {
        guard algorithm == nil else { return [self] }
        return algorithms.map { algorithm in
            var key = self
            key.algorithm = algorithm
            return key
        }
    }

    private var algorithms: [Algorithm] {
        switch keyType {
        case .rsa: [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
        case .ecdsa:
            switch curve?.rawValue {
            case "P-256": [.es256]
            case "P-384": [.es384]
            case "P-521": [.es512]
            default: []
            }
        case .octetKeyPair: [.eddsa]
        default: []
        }
    }
}

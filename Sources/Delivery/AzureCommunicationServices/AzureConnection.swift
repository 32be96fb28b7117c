import Crypto
import Foundation

/// A resource of Azure Communication Services: where it is, and the key to it.
///
/// Printing it shows the endpoint only.
public struct AzureConnection: Sendable {
    /// The base URL, without a slash at its end.
    public let endpoint: String
    /// The host with its port, as it is signed.
    let host: String
    let key: SymmetricKey

    /// What is wrong with a connection string; without a part of it.
    public enum Fault: String, Error, Sendable, CustomStringConvertible {
        case malformed = "must be endpoint=…;accesskey=…"
        case missingEndpoint = "must hold an endpoint"
        case missingKey = "must hold an accesskey"
        case badKey = "must hold an accesskey in base64"
        case badEndpoint = "must hold an https endpoint without a path; http is taken on loopback only"

        /// What is wrong.
        public var description: String { rawValue }
    }

    /// Reads a connection string as Azure's portal shows it; names in any case, in any order.
    ///
    /// - Throws: ``Fault``.
    public init(_ text: String) throws(Fault) {
        var fields: [String: String] = [:]
        for part in text.split(separator: ";") where !part.allSatisfy(\.isWhitespace) {
            // The key's own base64 ends in `=`.
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw .malformed }
            let name = pair[0].trimmingCharacters(in: .whitespaces).lowercased()
            fields[name] = pair[1].trimmingCharacters(in: .whitespaces)
        }
        guard let endpoint = fields["endpoint"] else { throw .missingEndpoint }
        guard let key = fields["accesskey"] else { throw .missingKey }
        try self.init(endpoint: endpoint, accessKey: key)
    }

    /// Makes a connection of its parts.
    ///
    /// - Throws: ``Fault``.
    public init(endpoint: String, accessKey: String) throws(Fault) {
        guard let bytes = Data(base64Encoded: accessKey), !bytes.isEmpty else { throw .badKey }
        var base = endpoint
        while base.hasSuffix("/") { base.removeLast() }
        guard let (scheme, host) = Self.split(base) else { throw .badEndpoint }
        guard scheme == "https" || Self.isLoopback(host) else { throw .badEndpoint }
        self.endpoint = "\(scheme)://\(host)"
        self.host = host
        key = SymmetricKey(data: bytes)
    }

    private static func split(_ url: String) -> (scheme: String, host: String)? {
        for scheme in ["https", "http"] where url.lowercased().hasPrefix("\(scheme)://") {
            let host = url.dropFirst(scheme.count + 3).lowercased()
            let isPlain = host.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || "-._:[]".utf8.contains(byte)
            }
            return isPlain && !host.isEmpty ? (scheme, host) : nil
        }
        return nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "[::1]" || host.hasPrefix("[::1]:") { return true }
        let name = host.prefix { $0 != ":" }
        if name == "localhost" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension AzureConnection: CustomStringConvertible, CustomReflectable {
    /// The endpoint.
    public var description: String { "AzureConnection(\(endpoint))" }
    /// The endpoint.
    public var customMirror: Mirror { Mirror(self, children: ["endpoint": endpoint]) }
}

import Crypto
import Foundation
import HTTPTransport

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
        guard let url = SplitURL(endpoint), url.isConfidential, let host = Self.host(of: url), !endpoint.contains("#")
        else { throw .badEndpoint }
        self.endpoint = "\(url.scheme.lowercased())://\(host)"
        self.host = host
        key = SymmetricKey(data: bytes)
    }

    /// Host and port as they are signed; nil where more than slashes follows them, or they are none.
    private static func host(of url: SplitURL) -> String? {
        let host = url.host.lowercased()
        let isPlain = host.utf8.allSatisfy { byte in
            byte.isDigitByte || (0x61...0x7A).contains(byte) || "-._:[]".utf8.contains(byte)
        }
        guard isPlain, url.userinfo == nil, url.target.allSatisfy({ $0 == "/" }) else { return nil }
        guard let port = url.port else { return host }
        guard port.utf8.allSatisfy(\.isDigitByte), UInt16(port) ?? 0 > 0 else { return nil }
        return "\(host):\(port)"
    }
}

extension AzureConnection: CustomStringConvertible, CustomReflectable {
    /// The endpoint.
    public var description: String { "AzureConnection(\(endpoint))" }
    /// The endpoint.
    public var customMirror: Mirror { Mirror(self, children: ["endpoint": endpoint]) }
}

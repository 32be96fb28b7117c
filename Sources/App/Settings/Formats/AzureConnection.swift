import Foundation

/// A resource of Azure Communication Services: where it is and the key to it.
public struct AzureConnection: Sendable {
    /// The base URL, without a slash at its end.
    public let endpoint: String
    /// The access key, base64 as Azure writes it.
    public let accessKey: Secret<String>
}

extension ValueFormat where Value == AzureConnection {
    /// `endpoint=…;accesskey=…`, names in any case and order.
    static let azureConnection = ValueFormat("endpoint=https://…;accesskey=…", isSecret: true) {
        text, _ throws(ValueFault) in
        var fields: [String: String] = [:]
        for part in text.split(separator: ";") {
            // The key's own base64 ends in `=`.
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw ValueFault() }
            fields[pair[0].trimmingCharacters(in: .whitespaces).lowercased()] =
                pair[1].trimmingCharacters(in: .whitespaces)
        }
        guard let endpoint = fields["endpoint"], let key = fields["accesskey"] else {
            throw ValueFault(
                "must hold endpoint and accesskey", mend: "copy the connection string whole, in quotes: it has a ;")
        }
        guard let bytes = Data(base64Encoded: key), !bytes.isEmpty else {
            throw ValueFault("must hold an accesskey in base64", mend: "copy the connection string whole")
        }
        do {
            return AzureConnection(
                endpoint: try BaseURL(endpoint, allowsPath: false).text, accessKey: Secret(key))
        } catch {
            throw ValueFault("must hold an https endpoint", mend: "copy the connection string from Azure's portal")
        }
    }
}

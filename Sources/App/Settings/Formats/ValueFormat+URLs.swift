import Foundation
import HTTPTransport

extension ValueFormat where Value == String {
    /// A base URL without a slash at its end: `https`, or `http` on loopback; perhaps with a path after the host.
    static func baseURL(allowsPath: Bool) -> Self {
        Self("an https URL", isQuotable: false) { text, _ throws(ValueFault) in
            try BaseURL(text, allowsPath: allowsPath).text
        }
    }

    /// A base URL whose host stays as it is written, capitals and all.
    static let writtenBaseURL = Self("an https URL", isQuotable: false) { text, _ throws(ValueFault) in
        try BaseURL(text, allowsPath: true).written
    }

    /// The address of an Okta organisation; that of its admin console is the usual slip.
    static let oktaOrganisation = ValueFormat("an https URL", isQuotable: false) { text, _ throws(ValueFault) in
        let url = try BaseURL(text, allowsPath: false)
        let label = url.host.prefix { $0 != "." }
        if label.hasSuffix("-admin"), url.host.contains(".okta") {
            throw ValueFault(
                "must be the organisation's address, not that of its admin console",
                mend: "leave out \"-admin\": https://\(label.dropLast(6))\(url.host.dropFirst(label.count))")
        }
        return url.text
    }
}

/// A base URL that may be called, or called back.
struct BaseURL {
    /// Scheme, host, port and path, without a slash at the end.
    let text: String
    /// The same with the host as it was given.
    let written: String
    /// The host in lower case; an IPv6 address in its brackets.
    let host: String

    init(_ text: String, allowsPath: Bool) throws(ValueFault) {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false),
            let scheme = parts.scheme?.lowercased(), let given = parts.encodedHost, !given.isEmpty
        else { throw ValueFault(mend: "write it with scheme and host") }
        // A host in its ASCII form (xn--…) stays so.
        let host = given.lowercased()
        guard parts.percentEncodedUser == nil, parts.percentEncodedPassword == nil else {
            throw ValueFault("must not hold a user name or password", mend: "leave out what stands before the @")
        }
        guard parts.percentEncodedQuery == nil, parts.percentEncodedFragment == nil else {
            throw ValueFault("must not hold a query or fragment", mend: "leave out what follows the path")
        }
        guard NetworkHost.isName(host) || NetworkHost.isBracketedAddress(host), (1...65535).contains(parts.port ?? 1)
        else { throw ValueFault("must hold a valid host and port", mend: "look for a slip in the address") }
        guard scheme == "https" || (scheme == "http" && SplitURL.isLoopback(host)) else {
            throw ValueFault(
                "must use https", piece: "\(scheme)://…",
                mend: "write https://; http is for 127.0.0.0/8, ::1 and localhost alone")
        }
        let path = parts.percentEncodedPath.trimmingSuffix { $0 == "/" }
        guard path.isEmpty || allowsPath else {
            throw ValueFault("must end after the host", mend: "leave out the path")
        }
        guard !path.contains("//"), !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
            throw ValueFault("must have a plain path", mend: "leave out //, /./ and /../")
        }
        self.host = host
        let rest = (parts.port.map { ":\($0)" } ?? "") + path
        self.text = "\(scheme)://\(host)\(rest)"
        self.written = "\(scheme)://\(given)\(rest)"
    }
}

extension StringProtocol {
    func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return String(rest)
    }
}

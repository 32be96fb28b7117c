import HTTPTransport

/// `Link` headers (RFC 8288) as Okta uses them for pages.
enum LinkHeader {
    /// Finds the link to the next page; there may be several headers, or several links in one.
    static func next(in headers: OutboundHeaders) -> String? {
        for header in headers.values(of: "Link") {
            var rest = header[...]
            while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                let link = rest[rest.index(after: open)..<close]
                rest = rest[rest.index(after: close)...]
                // A link's parameters end where the next link begins.
                let parameters = rest.prefix { $0 != "<" }
                let relations = parameters.split { $0 == ";" || $0 == "," }.map {
                    $0.filter { $0 != " " && $0 != "\"" }
                }
                if relations.contains(where: { $0.lowercased() == "rel=next" }) { return String(link) }
            }
        }
        return nil
    }
}

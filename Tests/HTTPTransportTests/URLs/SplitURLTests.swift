import HTTPTransport
import Testing

@Suite("URLs cut into parts")
struct SplitURLTests {
    @Test(
        "A URL is cut and left as it is written",
        arguments: [
            ("https://a.example/b?c=d#e", ["https", nil, "a.example", nil, "/b?c=d"]),
            ("HTTPS://u:p@A.example:8443", ["HTTPS", "u:p", "A.example", "8443", ""]),
            ("http://[::1]:80/x", ["http", nil, "[::1]", "80", "/x"]),
            ("http://[::1]", ["http", nil, "[::1]", nil, ""]),
            ("https://a?b", ["https", nil, "a", nil, "?b"]),
            ("https://a:/", ["https", nil, "a", "", "/"]),
            ("https://a@b@c/España", ["https", "a@b", "c", nil, "/España"]),
        ] as [(String, [String?])])
    func cut(url: String, parts: [String?]) throws {
        let split = try #require(SplitURL(url))
        #expect([split.scheme, split.userinfo, split.host, split.port, split.target] == parts)
    }

    @Test(
        "What is no absolute URL is none",
        arguments: ["", "a", "//a/b", "://a", "https:/a", "https:///b", "#https://a"])
    func none(url: String) {
        #expect(SplitURL(url) == nil)
    }

    @Test(
        "The same server is the same however it is spelled",
        arguments: [
            "https://acme.example", "https://ACME.example:443/x?y", "HTTPS://acme.example/v2mst.Gld-_~%20",
        ])
    func same(url: String) throws {
        let base = try #require(SplitURL("https://acme.example/"))
        #expect(try #require(SplitURL(url)).hasSameOrigin(as: base))
    }

    @Test(
        "Another server, and whatever two parsers could read differently, is foreign",
        arguments: [
            "http://acme.example/", "https://acme.example:444/", "https://acme.example.evil.example/",
            "https://u@acme.example/", "https://acme.example\\@evil.example/", "https://acme.example/a b",
            "https://acme.example/\r\nX: y", "https://acme.example/é", "https://acme.example:44३/",
            "https://аcme.example/",
            "https://acme.example:/", "https://acme.example/\\evil.example",
        ])
    func foreign(url: String) throws {
        let base = try #require(SplitURL("https://acme.example"))
        #expect(try !#require(SplitURL(url)).hasSameOrigin(as: base))
    }

    @Test(
        "What is sent by https stays secret, and what is sent by http on this machine",
        arguments: [
            ("https://acme.example", true), ("HTTPS://10.0.0.1:8443/x", true), ("http://127.0.0.1:9400", true),
            ("http://127.255.3.4/x", true), ("http://LOCALHOST", true), ("http://[::1]:8080", true),
            ("http://acme.example", false), ("http://127.0.0.1.evil.example", false), ("http://127.1", false),
            ("http://127.0.0.256", false), ("http://127.0.+0.1", false), ("http://localhost.evil.example", false),
            ("ftp://127.0.0.1", false),
        ])
    func confidential(url: String, expected: Bool) throws {
        #expect(try #require(SplitURL(url)).isConfidential == expected)
    }

    @Test("Everything but unreserved characters is escaped")
    func percent() {
        #expect(PercentEncoding.encode("+1 a/b?\"é~.-_") == "%2B1%20a%2Fb%3F%22%C3%A9~.-_")
        #expect(PercentEncoding.encode("") == "")
    }
}

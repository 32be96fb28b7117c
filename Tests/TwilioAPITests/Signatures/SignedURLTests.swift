import Testing

@testable import TwilioAPI

@Suite("Spellings of a signed URL")
struct SignedURLTests {
    @Test(
        "A URL may have been signed with its port and without it",
        arguments: [
            ("https://h/p", ["https://h:443/p"]),
            ("http://h/p", ["http://h:80/p"]),
            ("https://h:443/p", ["https://h/p"]),
            ("https://h:1234/p", ["https://h/p"]),
            ("https://h", ["https://h:443"]),
            ("https://[::1]/p", ["https://[::1]:443/p"]),
            ("https://[::1]:8443/p", ["https://[::1]/p"]),
            ("https://u:p@h/p", ["https://u:p@h:443/p", "https://h:443/p", "https://h/p"]),
            ("https://u:p@h:99/p", ["https://u:p@h/p", "https://h:99/p", "https://h/p"]),
            ("https://h/p#f?g", ["https://h:443/p"]),
            ("nonsense", []),
        ])
    func ports(url: String, others: [String]) {
        #expect(Set(SignedURL(url).otherSpellings) == Set(others))
    }

    @Test(
        "A query may have been signed as a browser or as Node writes it",
        arguments: [
            ("a=1&b=2", []),
            ("a=It's+ok", ["a=It%27s+ok", "a=It's%20ok"]),
            ("a=%2b1", ["a=%2B1"]),
            ("a", ["a="]),
            ("a=b c", ["a=b%20c"]),
            ("a=ü", ["a=%C3%BC"]),
            ("a=(x)*!", []),
            ("a=1&&b=%", ["a=1&b=%25"]),
        ] as [(String, Set<String>)])
    func queries(query: String, others: Set<String>) {
        let spellings = SignedURL("https://h/p?\(query)").otherSpellings
        #expect(
            Set(spellings)
                == Set(others.map { "https://h/p?\($0)" } + others.union([query]).map { "https://h:443/p?\($0)" }))
        #expect(spellings.count == Set(spellings).count)
    }

    @Test("A fragment is not part of what is signed")
    func fragment() {
        #expect(SignedURL("https://h/p?a=1#rc=2&rp=all").exact == "https://h/p?a=1")
    }

    @Test(
        "The algorithm is read from the header; where none is named both are possible, and none for one that is not known",
        arguments: [
            (nil, [.hmacSHA1, .hmacSHA256]), ("", [.hmacSHA1, .hmacSHA256]), ("key=k", [.hmacSHA1, .hmacSHA256]),
            ("algorithm=", [.hmacSHA1, .hmacSHA256]), ("key=k,algorithm=HMAC_SHA256", [.hmacSHA256]),
            (" algorithm = hmac_sha256 ,key=k", [.hmacSHA256]),
            ("key=algorithm=HMAC_SHA256", [.hmacSHA1, .hmacSHA256]), ("algorithm=HMAC_SHA1", [.hmacSHA1]),
            ("algorithm=HMAC_MD5", []), ("algorithm=none", []), ("algorithm=HMAC_SHA256=x", []),
        ] as [(String?, [SignatureAlgorithm])])
    func algorithm(settings: String?, expected: [SignatureAlgorithm]) {
        #expect(SignatureAlgorithm.possible(by: settings) == expected)
    }
}

import Crypto
import Foundation
import Testing

@testable import TwilioAPI

/// One published vector, or one made to fail.
struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    let url: String
    let form: [[String]]?
    let json: String?
    let signature: String
    let why: String?

    var testDescription: String { (why.map { "\($0): " } ?? "") + url }

    func content(settings: String? = nil) -> SignedContent {
        let form = FormFields((form ?? []).map { ($0[0], $0[1]) })
        return SignedContent(
            signature: signature, settings: settings, url: url, method: "POST",
            contentType: json == nil ? "application/x-www-form-urlencoded" : "application/json",
            body: json.map { Array($0.utf8) } ?? [], form: form)
    }
}

struct Vectors: Decodable {
    let token: String
    let accepted: [Vector]
    let refused: [Vector]

    static let all: Vectors = {
        guard let url = Bundle.module.url(forResource: "signatures", withExtension: "json", subdirectory: "Fixtures"),
            let data = try? Data(contentsOf: url), let vectors = try? JSONDecoder().decode(Vectors.self, from: data)
        else { return Vectors(token: "", accepted: [], refused: []) }
        return vectors
    }()
}

@Suite("Webhook signatures")
struct WebhookSignatureTests {
    private let signature = WebhookSignature(authTokens: ["12345"], sharedKeys: [])

    @Test("Every published vector is accepted", arguments: Vectors.all.accepted)
    func accepted(vector: Vector) {
        #expect(signature.isValid(vector.content()))
    }

    @Test("What must fail fails", arguments: Vectors.all.refused)
    func refused(vector: Vector) {
        #expect(!signature.isValid(vector.content()))
    }

    @Test("The fixture was read")
    func fixture() {
        #expect(Vectors.all.accepted.count > 25)
        #expect(Vectors.all.refused.count >= 8)
    }

    @Test("During rotation both tokens are accepted, others are not")
    func rotation() throws {
        let vector = try #require(Vectors.all.accepted.first)
        #expect(WebhookSignature(authTokens: ["new", "12345"], sharedKeys: []).isValid(vector.content()))
        #expect(!WebhookSignature(authTokens: ["new", "newer"], sharedKeys: []).isValid(vector.content()))
        #expect(!WebhookSignature(authTokens: [], sharedKeys: []).isValid(vector.content()))
        #expect(!WebhookSignature(authTokens: [""], sharedKeys: [""]).isValid(vector.content()))
    }

    @Test("A shared key signs with HMAC-SHA256, and a header never downgrades to another key")
    func sharedKey() throws {
        let base = try #require(Vectors.all.accepted.first)
        let sha256 = Vector(
            url: base.url, form: base.form, json: nil, signature: "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=", why: nil)
        let settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
        let both = WebhookSignature(authTokens: ["12345"], sharedKeys: ["12345"])
        #expect(both.isValid(sha256.content(settings: settings)))
        #expect(both.isValid(base.content(settings: "algorithm=hmac_sha1")))
        #expect(!both.isValid(sha256.content()))
        #expect(!both.isValid(base.content(settings: settings)))
        #expect(!both.isValid(base.content(settings: "algorithm=NONE")))
        #expect(!WebhookSignature(authTokens: ["12345"], sharedKeys: []).isValid(sha256.content(settings: settings)))
        #expect(!WebhookSignature(authTokens: [], sharedKeys: ["12345"]).isValid(base.content()))
    }

    @Test("An IPv6 host keeps its colons", arguments: ["https://[::1]/a", "https://[::1]:8443/a"])
    func ipv6(url: String) {
        let mac = HMAC<Insecure.SHA1>.authenticationCode(for: Data("https://[::1]/a".utf8), using: SymmetricKey(data: Data("12345".utf8)))
        let content = SignedContent(
            signature: Data(mac).base64EncodedString(), settings: nil, url: url, method: "POST",
            contentType: "application/x-www-form-urlencoded", body: [], form: FormFields([]))
        #expect(signature.isValid(content))
    }

    @Test("Changing any byte of the URL, a parameter or the signature makes it invalid")
    func anyByte() throws {
        let seed = ProcessInfo.processInfo.environment["SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0 ... .max)
        print("seed: SEED=\(seed)")
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let base = try #require(Vectors.all.accepted.first)
        for _ in 0..<500 {
            var form = base.form ?? []
            var url = Array(base.url.utf8)
            var text = Array(base.signature.utf8)
            switch random(3) {
            // Behind the host: before it lies what the rules about ports and users vary.
            case 0: url[22 + random(url.count - 22)] ^= 1
            case 1:
                let row = random(form.count)
                var value = Array(form[row][1].utf8)
                value[random(value.count)] ^= 1
                form[row][1] = String(decoding: value, as: UTF8.self)
            default: text[random(text.count - 2)] ^= 1
            }
            let changed = Vector(
                url: String(decoding: url, as: UTF8.self), form: form, json: nil,
                signature: String(decoding: text, as: UTF8.self), why: nil)
            #expect(!signature.isValid(changed.content()), "SEED=\(seed) \(changed)")
        }
    }
}

@Suite("Forms")
struct FormFieldsTests {
    @Test(
        "A form is decoded, whatever it is",
        arguments: [
            ("a=1&b=2", [["a", "1"], ["b", "2"]]), ("a=1+2%2B3", [["a", "1 2+3"]]), ("a=%", [["a", "%"]]), ("a=%2", [["a", "%2"]]),
            ("a=%zz", [["a", "%zz"]]), ("a", [["a", ""]]), ("=1", [["", "1"]]), ("", []), ("a=1&a=2", [["a", "1"], ["a", "2"]]),
            ("a=%C3%A9", [["a", "é"]]), ("a=%FF", [["a", "\u{FFFD}"]]), ("a=b=c", [["a", "b=c"]]), ("&&a=1&", [["a", "1"]]),
        ])
    func decode(text: String, expected: [[String]]) {
        #expect(FormFields(decodingQuery: text).fields.map { [$0.name, $0.value] } == expected)
    }

    @Test("What is encoded is decoded again")
    func roundTrip() {
        let fields = [("Url", "https://x.example/a?b=c&d=e f+g"), ("é", "日本"), ("", "")]
        let decoded = FormFields(decodingQuery: FormEncoding.encode(fields))
        #expect(decoded.fields.map(\.value) == fields.map(\.1))
        #expect(decoded["é"] == "日本")
    }
}

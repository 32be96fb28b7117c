import Crypto
import Foundation
import TestSupport
import Testing
import TwilioAPI

@Suite("Webhook signatures")
struct WebhookSignatureTests {
    private let signature = WebhookSignature(authTokens: [Vectors.all.token], sharedKeys: [])

    /// Signs as Twilio does with the token `12345`.
    private func sign(_ text: String) -> String {
        let key = SymmetricKey(data: Data("12345".utf8))
        return Data(HMAC<Insecure.SHA1>.authenticationCode(for: Data(text.utf8), using: key)).base64EncodedString()
    }

    private func request(
        _ url: String, signature: String, form: [(String, String)] = [], type: String? = nil, body: String = ""
    ) -> SignedContent {
        SignedContent(
            signature: signature, settings: nil, url: url, contentType: type, body: Array(body.utf8),
            form: FormFields(form))
    }

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
        #expect(Vectors.all.accepted.count >= 30)
        #expect(Vectors.all.refused.count >= 8)
    }

    @Test("Without a signature nothing is valid")
    func missing() {
        let content = SignedContent(
            signature: nil, settings: nil, url: "https://a.example/", contentType: nil, body: [],
            form: FormFields([]))
        #expect(!signature.isValid(content))
    }

    @Test("During rotation both tokens are accepted, others are not")
    func rotation() throws {
        let content = try #require(Vectors.all.accepted.first).content()
        #expect(WebhookSignature(authTokens: ["new", "12345"], sharedKeys: []).isValid(content))
        #expect(WebhookSignature(authTokens: ["12345", "new"], sharedKeys: []).isValid(content))
        #expect(!WebhookSignature(authTokens: ["new", "newer"], sharedKeys: []).isValid(content))
        #expect(!WebhookSignature(authTokens: [], sharedKeys: []).isValid(content))
    }

    @Test("An empty key is no key")
    func emptyKey() {
        let key = SymmetricKey(data: Data())
        let forged = Data(HMAC<Insecure.SHA1>.authenticationCode(for: Data("https://a.example/".utf8), using: key))
        let content = request("https://a.example/", signature: forged.base64EncodedString())
        #expect(!WebhookSignature(authTokens: [""], sharedKeys: [""]).isValid(content))
    }

    @Test("A shared key signs with HMAC-SHA256, and a header never downgrades to another key")
    func sharedKey() throws {
        let vector = try #require(Vectors.all.accepted.first)
        let sha256 = "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s="
        let settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
        let both = WebhookSignature(authTokens: ["12345"], sharedKeys: ["12345"])
        #expect(both.isValid(vector.content(settings: settings, signature: sha256)))
        #expect(both.isValid(vector.content(settings: "key=x, Algorithm=hmac_sha1")))
        #expect(both.isValid(vector.content(settings: "")))
        // What stands between may drop the header: each key is tried with its own algorithm then, and with no other.
        #expect(both.isValid(vector.content(signature: sha256)))
        #expect(both.isValid(vector.content(settings: "key=webhooks_sharedkey_1", signature: sha256)))
        #expect(!both.isValid(vector.content(settings: "algorithm=HMAC_SHA1", signature: sha256)))
        #expect(!both.isValid(vector.content(settings: settings)))
        #expect(!both.isValid(vector.content(settings: "algorithm=NONE")))
        let tokensOnly = WebhookSignature(authTokens: ["12345"], sharedKeys: [])
        #expect(!tokensOnly.isValid(vector.content(settings: settings, signature: sha256)))
        #expect(!tokensOnly.isValid(vector.content(signature: sha256)))
        let keysOnly = WebhookSignature(authTokens: [], sharedKeys: ["12345"])
        #expect(!keysOnly.isValid(vector.content()))
        #expect(!keysOnly.isValid(vector.content(settings: "algorithm=HMAC_SHA1")))
    }

    @Test("The parameters of a GET stand in its query and are signed with the URL")
    func get() {
        let url = "https://a.example/ivr/welcome?CallSid=CA1&From=%2B15551234567"
        #expect(signature.isValid(request(url, signature: sign(url))))
        #expect(!signature.isValid(request(url + "&Digits=1", signature: sign(url))))
    }

    @Test("A form added to a signed GET does not pass unsigned")
    func addedForm() {
        let url = "https://a.example/ivr/welcome?CallSid=CA1"
        let content = request(
            url, signature: sign(url), form: [("Digits", "1")], type: "application/x-www-form-urlencoded",
            body: "Digits=1")
        #expect(!signature.isValid(content))
    }

    @Test(
        "A body that is no form needs its digest, whatever it calls itself",
        arguments: [nil, "", "text/plain", "multipart/form-data"])
    func otherBodies(type: String?) {
        let url = "https://a.example/x"
        #expect(!signature.isValid(request(url, signature: sign(url), type: type, body: "a=1")))
        let digest = SHA256.hash(data: Data("a=1".utf8)).map { String(format: "%02x", $0) }.joined()
        let bound = "\(url)?bodySHA256=\(digest)"
        #expect(signature.isValid(request(bound, signature: sign(bound), type: type, body: "a=1")))
        #expect(!signature.isValid(request(bound, signature: sign(bound), type: type, body: "a=2")))
    }

    @Test("Two spellings of a letter are two values")
    func spellings() {
        let url = "https://a.example/x"
        let form = [("é", "e\u{301}"), ("e\u{301}", "é"), ("é", "é")]
        let signed = sign(url + "e\u{301}é" + "ée\u{301}" + "éé")
        #expect(
            signature.isValid(request(url, signature: signed, form: form, type: "application/x-www-form-urlencoded")))
    }

    @Test("Changing any bit of the URL, a parameter or the signature makes it invalid")
    func anyBit() throws {
        var random = SeededRandom()
        let base = try #require(Vectors.all.accepted.first)
        let form = try #require(base.form)
        func flipped(_ text: String, using random: inout SeededRandom) -> String {
            var bytes = Array(text.utf8)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            return String(decoding: bytes, as: UTF8.self)
        }
        for _ in 0..<3000 {
            var (url, text, changed) = (base.url, base.signature, form)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: url = flipped(url, using: &random)
            case 1:
                let row = Int.random(in: 0..<form.count, using: &random)
                let column = Int.random(in: 0..<2, using: &random)
                changed[row][column] = flipped(changed[row][column], using: &random)
            default: text = flipped(text, using: &random)
            }
            let vector = Vector(url: url, form: changed, json: nil, signature: text, why: nil)
            #expect(!signature.isValid(vector.content()), "seed \(random.seed): \(url) \(changed) \(text)")
        }
    }
}

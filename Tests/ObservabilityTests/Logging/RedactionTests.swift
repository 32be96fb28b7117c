import Observability
import TestSupport
import Testing

@Suite("Redaction")
struct RedactionTests {
    private let redaction = Redaction(
        secrets: [
            "s3cret-token", "s3cret-token-longer", "", "abc", "p@ss/word+1", "日本語の秘密",
            "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nAgEGCCqGSM49AwEHBG0w\n-----END PRIVATE KEY-----\n",
        ],
        maskNumbers: { $0.replacing("+15551234567", with: "+1••••••4567") })

    @Test(
        "takes out secrets and numbers, and nothing else",
        arguments: [
            ("", ""),
            ("nothing here", "nothing here"),
            ("abc stays: too short to be told from a word", "abc stays: too short to be told from a word"),
            ("Authorization: SSWS s3cret-token", "Authorization: SSWS •••"),
            ("s3cret-token", "•••"),
            ("s3cret-token-longer!", "•••!"),
            ("s3cret-tokens3cret-token", "••••••"),
            ("s3cret-toke", "s3cret-toke"),
            ("S3CRET-TOKEN", "S3CRET-TOKEN"),
            ("postgres://u:p@ss/word+1@h", "postgres://u:•••@h"),
            ("postgres://u:p%40ss%2Fword%2B1@h", "postgres://u:•••@h"),
            ("x日本語の秘密y", "x•••y"),
            ("key MIGHAgEAMBMGByqGSM49\\nAgEGCCqGSM49AwEHBG0w", "key •••\\n•••"),
            ("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----"),
            ("call from +15551234567", "call from +1••••••4567"),
            ("+15551234567 has s3cret-token", "+1••••••4567 has •••"),
        ])
    func redacts(text: String, result: String) {
        #expect(redaction.apply(to: text) == result)
    }

    @Test("asks for numbers only where there are seven digits")
    func isCheap() {
        let redaction = Redaction(maskNumbers: { _ in "asked" })
        #expect(redaction.apply(to: "code 123456") == "code 123456")
        #expect(redaction.apply(to: "1 2 3 4 5 6 7") == "asked")
    }

    @Test("lets no secret through, whatever stands around it")
    func property() {
        var random = SeededRandom()
        for _ in 0..<2000 {
            let secret = "k" + random.text(upTo: 12) + "ey=="
            let redaction = Redaction(secrets: [secret])
            let text = random.text(upTo: 20) + secret + random.text(upTo: 20)
            let bytes = Array(redaction.apply(to: text).utf8)
            let leaks = bytes.indices.contains { bytes[$0...].starts(with: secret.utf8) }
            #expect(!leaks, "seed \(random.seed)")
        }
    }
}

import Testing

@testable import Simulator

@Suite("Webhooks are signed as Twilio signs them")
struct TwilioSignatureTests {
    static let url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    static let fields = [
        FormField("CallSid", "CA1234567890ABCDE"), FormField("Caller", "+14158675309"), FormField("Digits", "1234"),
        FormField("From", "+14158675309"), FormField("To", "+18005551212"),
    ]

    // The published vectors of Twilio's helper libraries; the token is `12345`.
    @Test(
        "The published vectors come out",
        arguments: [
            (url, fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            ("https://mycompany.com:443/myapp.php?foo=1&bar=2", fields, "kvajT1Ptam85bY51eRf/AJRuM3w="),
            ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", fields, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
            (url, [], "zYQTYrRWXE7LtzbG4PfP7/bkkGo="),
            (
                url,
                [
                    FormField("Sid", "CA123"), FormField("SidAccount", "AC123"), FormField("Digits", "5678"),
                    FormField("Digits", "1234"), FormField("Digits", "1234"),
                ], "IK+Dwps556ElfBT0I3Rgjkr1wJU="
            ),
            (
                url,
                [
                    FormField("callSid", "lowercase"), FormField("CallSid", "uppercase"),
                    FormField("CALLSID", "allcaps"),
                ],
                "jDK7WKT8wiNrwggd4ceTv4e1MJ4="
            ),
            (
                url,
                [
                    FormField("Message", "Hello & goodbye! @#$%^*()"), FormField("From", "+1 (415) 867-5309"),
                    FormField("Special", "unicode: ñáéíóú"),
                ], "dCPiR4WtQ6QFN6pJh81CtlCcWLQ="
            ),
            (
                url, [FormField("Digits", ""), FormField("CallSid", "CA1234567890ABCDE"), FormField("EmptyParam", "")],
                "9HHp/OqQMEwdrVebHDdA/+tqjX8="
            ),
            (
                url, fields + [FormField("ReasonConferenceEnded", "test"), FormField("Reason", "Participant")],
                "vOEb5UThFn24KEfnOFLQY2AE5FY="
            ),
        ])
    func signs(url: String, fields: [FormField], signature: String) {
        #expect(TwilioSignature.sign(url: url, fields: fields, authToken: "12345") == signature)
    }

    @Test(
        "User, fragment and, with https, the port stay outside of the signature",
        arguments: [
            ("https://h.example:8443/a?b=1#rc=2", "https://h.example/a?b=1"),
            ("http://h.example:8080/a", "http://h.example:8080/a"), ("https://u:p@h.example/a", "https://h.example/a"),
            ("https://u:p@h.example:443", "https://h.example"), ("https://[::1]:443/a", "https://[::1]/a"),
            ("http://127.0.0.1:49152/ivr?x=%20y", "http://127.0.0.1:49152/ivr?x=%20y"),
        ])
    func prepares(url: String, signed: String) {
        #expect(TwilioSignature.signedURL(for: url) == signed)
    }
}

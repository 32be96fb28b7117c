import Crypto
import Delivery
import Foundation
import Testing

@testable import App

@Suite("Keys in settings")
struct SettingKeyFormatTests {
    @Test("DATA_KEY is 32 bytes")
    func dataKey() throws {
        let bytes = (0..<32).map { UInt8($0) }
        let settings = try SettingsFixture.load(["DATA_KEY": Data(bytes).base64EncodedString()])
        #expect(settings.storage.dataKey?.revealed == bytes)
        for text in [
            Data(bytes.dropLast()).base64EncodedString(), "not base64!", Data(bytes + [1]).base64EncodedString(),
        ] {
            #expect(
                SettingsFixture.faults(["DATA_KEY": text]) == [
                    "DATA_KEY must be 32 bytes in base64 (it has \(text.count) characters); make one with: openssl rand -base64 32"
                ])
        }
    }

    @Test("HANDOFF_KEY is a P-256 key, in lines or squeezed into one")
    func handoffKey() throws {
        let pem = P256.Signing.PrivateKey().pemRepresentation
        for text in [pem, pem + "\n", pem.replacing("\n", with: "\\n")] {
            #expect(try SettingsFixture.load(["HANDOFF_KEY": text]).agent.handoffKey?.revealed == pem)
        }
        // What `openssl ecparam -name prime256v1 -genkey` prints begins with the curve's parameters.
        let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        for text in [parameters + pem, (parameters + pem).replacing("\n", with: "\\n")] {
            #expect(try SettingsFixture.load(["HANDOFF_KEY": text]).agent.handoffKey?.revealed == pem)
        }
        let folded = "HANDOFF_KEY=\"\(pem)\"\n"
        #expect(try SettingsFixture.load(dotEnv: folded).agent.handoffKey?.revealed == pem)
        let others = [
            P384.Signing.PrivateKey().pemRepresentation, P256.Signing.PrivateKey().publicKey.pemRepresentation, "x",
            String(pem.dropLast(60)),
        ]
        for text in others {
            let faults = SettingsFixture.faults(["HANDOFF_KEY": text])
            #expect(faults.count == 1)
            #expect(faults.first?.contains("openssl ecparam -name prime256v1") == true)
        }
    }

    private static let serviceApp = ["OKTA_CLIENT_ID": "0oa1", "OKTA_KEY_ID": "k1"]

    @Test("OKTA_PRIVATE_KEY is a private key, PEM or JWK")
    func privateKey() throws {
        let pem = P256.Signing.PrivateKey().pemRepresentation
        for key in [pem, pem.replacing("\n", with: "\\n"), SettingsFixture.jwk] {
            let environment = Self.serviceApp.merging(["OKTA_ORG_URL": "https://a.example", "OKTA_PRIVATE_KEY": key]) {
                $1
            }
            guard case .serviceApp("0oa1", let read, "k1") = try SettingsFixture.load(environment).okta?.credentials
            else {
                Issue.record("no service app")
                continue
            }
            #expect(read.revealed == key.replacing("\\n", with: "\n").trimmingCharacters(in: .newlines))
        }
    }

    @Test(
        "OKTA_PRIVATE_KEY says what is wrong with it",
        arguments: [
            ("x", "must be a private key as PEM or JWK"),
            (P256.Signing.PrivateKey().publicKey.pemRepresentation, "must be the private key"),
            (
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----",
                "must have no passphrase"
            ),
            ("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----", "must be a whole private key"),
            ("-----BEGIN PRIVATE KEY-----\nAA==", "must be a private key as PEM or JWK"),
            ("{", "must be valid JSON"),
            (#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#, "must be the private key"),
            (#"{"kty":"oct","k":"AQ"}"#, "must be an RSA or EC key"),
            (#"{"keys":[]}"#, "must be one key"),
            (#"{"kty":"RSA","n":"AQ","e":"AQAB","d":"Ag"}"#, "is no private key that can be used"),
            (
                // Ed25519: RFC 8410, section 10.3.
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                    + "-----END PRIVATE KEY-----",
                "is no private key that can be used"
            ),
        ])
    func badPrivateKey(_ text: String, _ problem: String) {
        let faults = SettingsFixture.inspect(Self.serviceApp.merging(["OKTA_PRIVATE_KEY": text]) { $1 }).faults
        #expect(faults.map(\.setting) == ["OKTA_PRIVATE_KEY"])
        #expect(faults.first?.message.hasPrefix(problem) == true)
    }

    @Test("ACS_CONNECTION_STRING is taken as Azure writes it")
    func azure() throws {
        let settings = try SettingsFixture.load([
            "ACS_CONNECTION_STRING": "Endpoint=https://Contoso.communication.azure.com/;AccessKey=c2VjcmV0LWtleQ==",
            "ACS_FROM_SHORTCODE": "12345",
        ])
        let azure: AzureDelivery? = settings.delivery.part()
        #expect(azure?.connection.endpoint == "https://contoso.communication.azure.com")
        #expect(azure?.sender == .shortCode("12345"))
        for text in [
            "endpoint=https://x.example", "accesskey=AA==", "endpoint=http://x.example;accesskey=AA==", "hello",
            "endpoint=https://x.example;accesskey=%%%", "endpoint=https://x.example;accesskey=",
        ] {
            let environment = ["ACS_CONNECTION_STRING": text, "ACS_FROM_SHORTCODE": "12345"]
            #expect(SettingsFixture.inspect(environment).faults.map(\.setting) == ["ACS_CONNECTION_STRING"])
        }
    }
}
